// The decision tree: answers change, the outcome follows the edges that the page carries.
for (const tree of document.querySelectorAll("[data-tree]")) {
  const data = JSON.parse(tree.querySelector("script").textContent);
  const list = tree.querySelector(".flow");
  const items = new Map([...list.children].map((item) => [item.dataset.question, item]));
  const said = { ...data.given };
  const todo = (question) => data.todo.filter(([q, a]) => q === question && a === said[question]).map(([, , step]) => step);
  const waits = (question) => todo(question).length > 0;
  const walk = () => {
    const path = [];
    let node = data.start;
    while (node in data.nodes) {
      path.push(node);
      node = data.nodes[node].to[said[data.nodes[node].question]];
    }
    return { path, end: node };
  };
  // Steps of the path, of its end, and of rules that fit the answers.
  const called = ({ path, end }) => {
    const fits = ({ questions, when }) => when.some((row) => row.every((answer, n) => answer === said[questions[n]]));
    const rules = data.rules.filter(fits).map((rule) => rule.step);
    const steps = new Set([...path.flatMap((node) => todo(data.nodes[node].question)), ...rules, data.ends[end].step]);
    return data.steps.filter((step) => steps.has(step.id));
  };
  const reported = called(walk());
  const then = (walked) => {
    const now = called(walked);
    const has = (steps, step) => steps.some(({ id }) => id === step.id);
    tree.querySelector(".then").replaceChildren(...now.map((step) => {
      const item = document.createElement("li");
      item.dataset.step = step.id;
      const put = (kind, text) => item.appendChild(document.createElement(kind)).append(text);
      put("span", step.text);
      if (!has(reported, step)) put("strong", data.words.added);
      put(step.how.startsWith("countenance ") ? "code" : "em", step.how);
      return item;
    }));
    const gone = reported.filter((step) => !has(now, step)).map((step) => step.text);
    tree.querySelector(".gone").textContent = gone.length ? `${data.words.gone} ${gone.join(" ")}` : "";
  };
  // Where each answer leads is told at the last place on the path that asks the question.
  const signs = (node) => {
    const { question, to } = data.nodes[node];
    for (const choice of items.get(question).querySelectorAll("label")) {
      const next = to[choice.querySelector("input").value];
      const end = data.ends[next];
      choice.querySelector(".leads").textContent = end ? `${data.words.leads} ${end.name}` : data.words.next;
    }
  };
  const show = () => {
    const { path, end } = walk();
    const asked = [...new Set(path.map((node) => data.nodes[node].question))];
    for (const item of items.values()) item.hidden = !asked.includes(item.dataset.question);
    // What lies before the changed answer stays in its place and keeps the focus.
    asked.forEach((question, n) => {
      const item = items.get(question);
      if (list.children[n] !== item) list.insertBefore(item, list.children[n]);
    });
    path.forEach(signs);
    then({ path, end });
    const put = (part, text) => { tree.querySelector(`.outcome .${part}`).textContent = text; };
    const changed = Object.keys(said).some((question) => said[question] !== data.given[question]);
    put("sign", data.ends[end].sign);
    put("text", data.ends[end].text);
    put("means", data.ends[end].means);
    const when = asked.some(waits) ? data.words.later : data.words.now;
    put("when", data.ends[end].decides ? when : "");
    put("state", changed ? data.words.changed : data.words.same);
    tree.querySelector(".outcome").dataset.end = end;
    tree.classList.toggle("changed", changed);
    tree.querySelector(".reset").disabled = !changed;
  };
  tree.addEventListener("change", (event) => {
    said[event.target.closest("[data-question]").dataset.question] = event.target.value;
    show();
  });
  tree.querySelector(".reset").addEventListener("click", () => {
    Object.assign(said, data.given);
    for (const [question, item] of items) {
      for (const input of item.querySelectorAll("input")) input.checked = input.value === said[question];
    }
    show();
    list.querySelector("input:checked")?.focus();
  });
  tree.hidden = false;
  for (const other of tree.parentNode.querySelectorAll(".tree-off")) other.hidden = true;
  show();
}
