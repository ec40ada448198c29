//! A WHERE clause that grows with the filters of a list. Names in it come from this program alone; every value
//! is a parameter.

use rusqlite::types::Value as SqlValue;

/// Conditions that all hold, with a mark for each parameter.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    sql: Vec<String>,
    parameters: Vec<SqlValue>,
}

impl Conditions {
    /// One more, with its parameters in the order of its marks.
    pub(super) fn and(&mut self, condition: &str, parameters: impl IntoIterator<Item = SqlValue>) {
        self.sql.push(condition.to_owned());
        self.parameters.extend(parameters);
    }

    /// `expression` is one of `values`; of none, if there are none.
    pub(super) fn one_of(&mut self, expression: &str, values: impl Iterator<Item = SqlValue>) {
        self.one_of_computed(expression, [], values);
    }

    /// As [`one_of`](Self::one_of), for an expression with marks of its own.
    pub(super) fn one_of_computed(
        &mut self,
        expression: &str,
        its_parameters: impl IntoIterator<Item = SqlValue>,
        values: impl Iterator<Item = SqlValue>,
    ) {
        self.parameters.extend(its_parameters);
        let before = self.parameters.len();
        self.parameters.extend(values);
        let marks = vec!["?"; self.parameters.len() - before].join(", ");
        self.sql.push(format!("{expression} IN ({marks})"));
    }

    /// One of the expressions has the text in it, in any case.
    pub(super) fn contains(&mut self, expressions: &[&str], text: &str) {
        let any: Vec<String> = expressions
            .iter()
            .map(|expression| format!("instr(lower(coalesce({expression}, '')), ?) > 0"))
            .collect();
        let text = SqlValue::from(text.to_lowercase());
        self.and(&format!("({})", any.join(" OR ")), vec![text; expressions.len()]);
    }

    /// The clause; true if nothing was asked for.
    pub(super) fn sql(&self) -> String {
        if self.sql.is_empty() { "true".to_owned() } else { self.sql.join(" AND ") }
    }

    pub(super) fn into_parameters(self) -> Vec<SqlValue> {
        self.parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_becomes_a_parameter_in_the_order_of_the_marks() {
        let mut conditions = Conditions::default();
        assert_eq!(conditions.sql(), "true");
        conditions.and("a = ?", [1.into()]);
        conditions.one_of("b", ["x".to_owned().into(), "y".to_owned().into()].into_iter());
        conditions.one_of_computed("c + ?", [2.into()], [3.into()].into_iter());
        conditions.one_of("d", std::iter::empty());
        conditions.contains(&["e", "f"], "Q'%");
        assert_eq!(
            conditions.sql(),
            "a = ? AND b IN (?, ?) AND c + ? IN (?) AND d IN () AND (instr(lower(coalesce(e, '')), ?) > 0 \
             OR instr(lower(coalesce(f, '')), ?) > 0)"
        );
        let text = |text: &str| SqlValue::from(text.to_owned());
        assert_eq!(
            conditions.into_parameters(),
            [1.into(), text("x"), text("y"), 2.into(), 3.into(), text("q'%"), text("q'%")]
        );
    }
}
