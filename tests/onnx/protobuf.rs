//! As much of protocol buffers and of onnx.proto3 (field numbers of ONNX 1.16) as a small network needs.

/// A message that is being written.
#[derive(Clone, Default)]
pub(crate) struct Message(Vec<u8>);

impl Message {
    fn varint(mut self, mut value: u64) -> Self {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
        self
    }

    pub(crate) fn int(self, field: u64, value: u64) -> Self {
        self.varint(field << 3).varint(value)
    }

    pub(crate) fn bytes(self, field: u64, bytes: &[u8]) -> Self {
        let mut message = self.varint(field << 3 | 2).varint(bytes.len() as u64);
        message.0.extend_from_slice(bytes);
        message
    }

    pub(crate) fn text(self, field: u64, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    pub(crate) fn message(self, field: u64, inner: &Self) -> Self {
        self.bytes(field, &inner.0)
    }
}

/// `NodeProto`: an operator with lists of integers as attributes.
pub(crate) fn node(
    kind: &str,
    inputs: &[&str],
    output: &str,
    attributes: &[(&str, &[u64])],
) -> Message {
    let named = inputs.iter().fold(Message::default(), |node, input| node.text(1, input));
    let node = named.text(2, output).text(3, output).text(4, kind);
    attributes.iter().fold(node, |node, (name, values)| {
        let attribute = Message::default().text(1, name);
        // AttributeProto: i = 3 of type INT (2), or ints = 8 of type INTS (7).
        let attribute = match values {
            [one] if *name == "transB" || *name == "axis" => attribute.int(3, *one).int(20, 2),
            many => many.iter().fold(attribute, |a, value| a.int(8, *value)).int(20, 7),
        };
        node.message(5, &attribute)
    })
}

/// `TensorProto`: 32-bit floats with a name.
pub(crate) fn tensor(name: &str, shape: &[usize], values: &[f32]) -> Message {
    let sized = shape.iter().fold(Message::default(), |t, size| t.int(1, *size as u64));
    let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    sized.int(2, 1).text(8, name).bytes(9, &raw)
}

/// `ValueInfoProto`: 32-bit floats of a shape.
pub(crate) fn value(name: &str, shape: &[usize]) -> Message {
    let dimension = |size: &usize| Message::default().int(1, *size as u64);
    let shape = shape.iter().fold(Message::default(), |s, size| s.message(1, &dimension(size)));
    let of_floats = Message::default().int(1, 1).message(2, &shape);
    Message::default().text(1, name).message(2, &Message::default().message(1, &of_floats))
}

/// `ModelProto`: operators in order, with their weights, from inputs to outputs (opset 13).
pub(crate) fn model(
    nodes: &[Message],
    weights: &[Message],
    inputs: &[Message],
    outputs: &[Message],
) -> Vec<u8> {
    let parts = [(1, nodes), (5, weights), (11, inputs), (12, outputs)];
    let graph = parts.iter().fold(Message::default().text(2, "graph"), |graph, (field, all)| {
        all.iter().fold(graph, |graph, one| graph.message(*field, one))
    });
    let opset = Message::default().text(1, "").int(2, 13);
    Message::default().int(1, 8).message(7, &graph).message(8, &opset).0
}
