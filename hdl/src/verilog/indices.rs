//! Names with two indices.
//!
//! Rust-HDL turns the first index of `lane[3].port[0]` into a part of the name, and leaves the
//! second as it is: `lane$3$port[0]`, which no declaration knows.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::module::Module;

static INDEXED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([A-Za-z_][\w$]*)\[(\d+)\]").expect("a valid expression"));

/// Makes the second index a part of the name, if such a name is declared.
pub fn flatten(module: &mut Module) {
    let declared = module.declarations();
    let flat = |captures: &Captures| {
        let name = format!("{}${}", &captures[1], &captures[2]);
        let known = !declared.contains_key(&captures[1]) && declared.contains_key(&name);
        if known { name } else { captures[0].to_owned() }
    };
    for line in &mut module.process {
        *line = INDEXED.replace_all(line, flat).into_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Error, finish};

    #[test]
    fn a_second_index_becomes_a_part_of_the_name() {
        let raw = "module top(input_bits,lane$0$port$1,other);\n\n    // Module arguments\n    input wire [3:0] input_bits;\n    \
                   output reg  lane$0$port$1;\n    output reg  other;\n\n    // Update code\n    always @(*) begin\n        \
                   lane$0$port[1] = input_bits[1];\n        other = lane$0$port[1];\n    end\n    \nendmodule // top\n";
        let text = finish(raw, "core").expect("what Rust-HDL writes");
        assert!(text.contains("lane_0_port_1 = input_bits[1]"), "{text}");
        assert!(!text.contains("port["), "{text}");
    }

    /// Rust-HDL replaces a loop's index only where it comes first.
    #[test]
    fn a_second_index_that_is_no_number_is_refused() {
        let raw = "module top(other,lane$0$port$1);\n\n    // Module arguments\n    input wire other;\n    output reg  \
                   lane$0$port$1;\n\n    // Update code\n    always @(*) begin\n        lane$0$port$1 = 1'h0;\n        \
                   lane$0$port[j] = other;\n    end\n    \nendmodule // top\n";
        let error = finish(raw, "core").expect_err("a name that is not declared");
        assert!(matches!(&error, Error::Undeclared { module, .. } if module == "core"), "{error}");
    }
}
