//! Roles that a user sets.

use serde::{Deserialize, Serialize};

use super::{Role, Roles};

/// Roles that a user sets; what is left open stays as proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RoleChoice {
    /// Exactly these columns are quasi-identifiers.
    pub quasi_identifiers: Option<Vec<String>>,
    /// Exactly these columns are sensitive.
    pub sensitive: Option<Vec<String>>,
    /// The column of sampling weights.
    pub weights: Option<String>,
    /// The column that tells households.
    pub household: Option<String>,
    /// Further roles, column by column, as from a file ([`read_roles`]); the lists above come
    /// after it.
    pub columns: Vec<(String, Role)>,
}

/// Why roles cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// No such column.
    #[error("role {role}: the table has no column {name}; it has {has}")]
    NoColumn {
        /// The name.
        name: String,
        /// The role it was to have.
        role: &'static str,
        /// The columns of the table.
        has: String,
    },
    /// The column that names persons has no other role.
    #[error("role {role}: column {name} names the persons")]
    Person {
        /// The name.
        name: String,
        /// The role it was to have.
        role: &'static str,
    },
    /// A file of roles that cannot be read.
    #[error("roles file: {0}")]
    File(String),
}

#[derive(Deserialize)]
struct Line {
    column: String,
    role: Role,
}

/// Roles from a CSV with the columns `column` and `role` (`quasi_identifier`, `sensitive`,
/// `direct_identifier`, `weight`, `household`, `other`, or as the report writes them).
///
/// # Errors
/// [`RoleError::File`] with the line of a row that does not fit.
pub fn read_roles(text: &str) -> Result<Vec<(String, Role)>, RoleError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let lines: Result<Vec<Line>, csv::Error> = reader.deserialize().collect();
    let lines = lines.map_err(|error| RoleError::File(error.to_string()))?;
    Ok(lines.into_iter().map(|line| (line.column, line.role)).collect())
}

impl Roles {
    /// The roles with what a user set.
    ///
    /// # Errors
    /// [`RoleError`] for a column that is not there.
    pub fn with_choice(mut self, choice: &RoleChoice) -> Result<Self, RoleError> {
        for (name, role) in &choice.columns {
            self.set(name, *role)?;
        }
        if let Some(names) = &choice.quasi_identifiers {
            self.set_exactly(names, Role::QuasiIdentifier)?;
        }
        if let Some(names) = &choice.sensitive {
            self.set_exactly(names, Role::Sensitive)?;
        }
        for (name, role) in [(&choice.weights, Role::Weight), (&choice.household, Role::Household)]
        {
            if let Some(name) = name {
                self.set_exactly(std::slice::from_ref(name), role)?;
            }
        }
        Ok(self)
    }

    fn set_exactly(&mut self, names: &[String], role: Role) -> Result<(), RoleError> {
        for column in &mut self.columns {
            if column.role == role && column.index.is_some() && !names.contains(&column.name) {
                column.role = Role::Other;
                column.reason = format!("the user names others as {}", role.words());
                column.set_by_user = true;
            }
        }
        names.iter().try_for_each(|name| self.set(name, role))
    }

    fn set(&mut self, name: &str, role: Role) -> Result<(), RoleError> {
        let words = role.words();
        let has: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).take(30).collect();
        let has = has.join(", ");
        let Some(column) = self.columns.iter_mut().find(|column| column.name == name) else {
            return Err(RoleError::NoColumn { name: name.to_owned(), role: words, has });
        };
        if column.index.is_none() {
            return Err(RoleError::Person { name: name.to_owned(), role: words });
        }
        column.role = role;
        "set by the user".clone_into(&mut column.reason);
        column.source = None;
        column.set_by_user = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::roles::ColumnRole;

    fn roles() -> Roles {
        let column = |(index, name, role): (Option<usize>, &str, Role)| ColumnRole {
            name: name.to_owned(),
            index,
            role,
            fact: None,
            reason: "proposed".to_owned(),
            source: None,
            set_by_user: false,
            content: None,
        };
        let columns = [
            (None, "id", Role::DirectIdentifier),
            (Some(0), "age", Role::QuasiIdentifier),
            (Some(1), "sex", Role::QuasiIdentifier),
            (Some(2), "dx", Role::Sensitive),
            (Some(3), "w", Role::Other),
        ];
        Roles { columns: columns.into_iter().map(column).collect() }
    }

    #[test]
    fn lists_are_exact_and_files_add() {
        let choice = RoleChoice {
            quasi_identifiers: Some(vec!["sex".to_owned()]),
            weights: Some("w".to_owned()),
            columns: read_roles("column,role\nage,sensitive\n").unwrap(),
            ..RoleChoice::default()
        };
        let found = roles().with_choice(&choice).unwrap();
        assert_eq!(found.quasi_identifiers(), [1]);
        assert_eq!(found.with(Role::Sensitive), [0, 2]);
        assert_eq!(found.with(Role::Weight), [3]);
    }

    #[test]
    fn what_cannot_be_set_is_an_error() {
        let set = |name: &str| {
            let quasi_identifiers = Some(vec![name.to_owned()]);
            roles().with_choice(&RoleChoice { quasi_identifiers, ..RoleChoice::default() })
        };
        assert!(set("nothing").unwrap_err().to_string().contains("it has id, age, sex, dx, w"));
        assert!(set("id").unwrap_err().to_string().contains("names the persons"));
        assert!(read_roles("column,role\nage,secret\n").unwrap_err().to_string().contains("line"));
    }
}
