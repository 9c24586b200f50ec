//! One name as several simulators write it, and names that are mapped by hand.

mod support;

use spindle_wave::{NameMap, NameRules, Options, Report, ScopePair, Verdict};
use support::{diff, dump};

/// Two bits, of which the second differs where `wrong`.
fn bits(names: [&str; 2], wrong: bool) -> String {
    let value = u8::from(!wrong);
    dump(
        &[("wire 1", names[0], "a"), ("wire 1", names[1], "b")],
        &format!("#0\n0a\n0b\n#5\n1a\n#7\n{value}b\n#9\n0a\n"),
    )
}

#[track_caller]
fn report(left: &str, right: &str, options: &Options) -> Report {
    diff(left, right, options).unwrap()
}

/// Both names are paired with their counterparts, and not with each other's.
#[track_caller]
fn paired(left: [&str; 2], right: [&str; 2], options: &Options) -> Report {
    let (a, b) = (bits(left, false), bits(right, false));
    let found = report(&a, &b, options);
    assert_eq!((found.verdict, found.signals_compared), (Verdict::Equal, 2), "{left:?} {right:?}");
    if options.scopes.is_empty() && options.maps.is_empty() {
        assert_eq!(report(&b, &a, options).verdict, Verdict::Equal);
    }
    let wrong = report(&a, &bits(right, true), options);
    assert_eq!(
        (wrong.differences, wrong.first_difference.unwrap().signal.as_deref()),
        (1, Some(left[1].replace('\\', "").as_str())),
        "{left:?} {right:?}"
    );
    found
}

#[test]
fn names_are_paired_however_a_simulator_writes_them() {
    for (left, right) in [
        // Array words, generated scopes.
        (["t.m[0]", "t.m[1]"], ["t.m(0)", "t.m(1)"]),
        (["t.m[0]", "t.m[1]"], ["t.m.[0]", "t.m.[1]"]),
        (["t.m[0]", "t.m[1]"], ["t.m.m[0]", "t.m.m[1]"]),
        (["t.m[0]", "t.m[1]"], ["t.m<0>", "t.m<1>"]),
        (["t.g[0].a", "t.g[1].a"], ["t.g(0).a", "t.g(1).a"]),
        (["t.g[0].a", "t.g[1].a"], ["t.g.[0].a", "t.g.[1].a"]),
        (["t.g[0].a", "t.g[1].a"], ["t.g__BRA__0__KET__.a", "t.g__BRA__1__KET__.a"]),
        (["t.g[0].h[3].a", "t.g[1].h[3].a"], ["t.g.[0].h.[3].a", "t.g.[1].h.[3].a"]),
        // In other scopes around.
        (["tb.dut.g[0].a", "tb.dut.g[1].a"], ["TOP.core.g(0).a", "TOP.core.g(1).a"]),
        // Escaped names, points.
        (["t.\\u0/a", "t.\\u0/b"], ["t.u0.a", "t.u0.b"]),
        (["t.u0__DOT__a", "t.u0__DOT__b"], ["t.u0.a", "t.u0.b"]),
        // Case.
        (["T.CLK", "T.Data"], ["t.clk", "t.data"]),
    ] {
        let found = paired(left, right, &Options::default());
        assert_eq!(found.renamed.len(), 2, "{left:?} {right:?}");
        assert_eq!(
            (found.renamed[0].left.clone(), found.renamed[0].right.as_str()),
            (left[0].replace('\\', ""), right[0])
        );
    }
    // The same names are not written in another way.
    assert_eq!(paired(["T.Clk", "T.m(1)"], ["T.Clk", "T.m(1)"], &Options::default()).renamed, []);
    assert_eq!(paired(["a.T.Clk", "a.T.m(1)"], ["b.c.T.Clk", "b.c.T.m(1)"], &Options::default()).renamed, []);
}

#[test]
fn names_that_are_one_in_several_ways_are_distinguished_by_their_spelling() {
    // Both files have both.
    paired(["t.a", "t.A"], ["t.a", "t.A"], &Options::default());
    paired(["t.m[0]", "t.m(0)"], ["t.m[0]", "t.m(0)"], &Options::default());
    // One has one of them: that is paired, the other is not.
    let one = dump(&[("wire 1", "t.a", "a")], "#0\n0a\n#5\n1a\n#9\n0a\n");
    let found = report(&bits(["t.a", "t.A"], false), &one, &Options::default());
    assert_eq!(
        (found.verdict, found.signals_compared, found.missing_right),
        (Verdict::Incomplete, 1, vec!["t.A".to_string()])
    );
    // None of them is: neither is.
    let other = dump(&[("wire 1", "t.clk", "a"), ("wire 1", "t.z", "a")], "#0\n0a\n#5\n1a\n#9\n0a\n");
    let both = dump(
        &[("wire 1", "t.Clk", "a"), ("wire 1", "t.CLK", "a"), ("wire 1", "t.z", "a")],
        "#0\n0a\n#5\n1a\n#9\n0a\n",
    );
    let found = report(&both, &other, &Options::default());
    assert_eq!(
        (found.signals_compared, found.missing_right.len(), found.missing_left),
        (1, 2, vec!["t.clk".to_string()])
    );
}

#[test]
fn rules_are_chosen() {
    let (left, right) = (bits(["t.x", "t.m[0]"], false), bits(["t.x", "t.M(0)"], false));
    for (rules, compared) in [("auto", 2), ("arrays,case", 2), ("arrays", 1), ("case", 1), ("exact", 1)] {
        let options = Options { names: NameRules::parse(rules).unwrap(), ..Options::default() };
        let found = report(&left, &right, &options);
        assert_eq!(found.signals_compared, compared, "{rules}");
        assert_eq!(found.verdict == Verdict::Equal, compared == 2);
    }
}

#[test]
fn a_signal_or_a_kind_of_name_is_mapped() {
    let scope = |left: &str, right: &str| Options {
        scopes: vec![ScopePair { left: left.into(), right: right.into() }],
        ..Options::default()
    };
    paired(["t.a", "t.q"], ["t.a", "t.q_reg"], &scope("t.q", "t.q_reg"));
    // A scope and a signal of one name.
    paired(["t.s.a", "t.b"], ["u.v.a", "t.b"], &scope("t.s", "u.v"));
    let map = |text: &str| Options { maps: vec![NameMap::parse(text).unwrap()], ..Options::default() };
    paired(["t.a", "t.q"], ["t.a", "t.q_reg"], &map("^t\\.q$=t.q_reg"));
    paired(["t.a", "t.b"], ["t.a_reg", "t.b_reg"], &map("$=_reg"));
    paired(["t.l0_x", "t.l1_x"], ["t.x.l0", "t.x.l1"], &map("^t\\.(l\\d)_x$=t.x.$1"));
    // What a map renames is not paired by its own name.
    let found = report(&bits(["t.a", "t.b"], false), &bits(["t.a", "t.b"], false), &map("^t\\.b$=t.c"));
    assert_eq!((found.signals_compared, found.missing_right), (1, vec!["t.b".to_string()]));
    let error = diff(&bits(["t.a", "t.b"], false), &bits(["t.a", "t.b"], false), &map("typo=x")).unwrap_err();
    assert!(error.to_string().contains("`typo`"), "{error}");
}

#[test]
fn a_packed_struct_is_its_fields_most_significant_first() {
    let vector = dump(
        &[("wire 7", "t.s [6:0]", "s"), ("wire 1", "t.a", "a")],
        "#0\nb1001101 s\n0a\n#5\nb0110010 s\n1a\n",
    );
    let fields = |widths: [u32; 3], first: [&str; 3], then: [&str; 3]| {
        let kinds = widths.map(|width| format!("wire {width}"));
        dump(
            &[
                (&kinds[0], "t.s.hi", "x"),
                (&kinds[1], "t.s.in.mid", "y"),
                (&kinds[2], "t.s.lo", "z"),
                ("wire 1", "t.a", "a"),
            ],
            &format!(
                "#0\nb{} x\nb{} y\nb{} z\n0a\n#5\nb{} x\nb{} y\nb{} z\n1a\n",
                first[0], first[1], first[2], then[0], then[1], then[2]
            ),
        )
    };
    let right = fields([2, 1, 4], ["10", "0", "1101"], ["01", "1", "0010"]);
    for (left, right) in [(&vector, &right), (&right, &vector)] {
        let found = report(left, right, &Options::default());
        // Bit by bit, and the signal next to it.
        assert_eq!((found.verdict, found.signals_compared), (Verdict::Equal, 8));
    }
    let wrong = fields([2, 1, 4], ["10", "0", "1101"], ["01", "0", "0010"]);
    let found = report(&vector, &wrong, &Options::default());
    assert_eq!((found.differences, found.differing[0].signal.as_str()), (1, "t.s[4]"));
    let found = report(&wrong, &vector, &Options::default());
    assert_eq!((found.differences, found.differing[0].signal.as_str()), (1, "t.s.in.mid[0]"));
    // Too few bits, too many: no fields of this vector.
    for widths in [[2, 1, 3], [2, 2, 4]] {
        let other = fields(widths, ["0", "0", "0"], ["0", "0", "0"]);
        let found = report(&vector, &other, &Options::default());
        assert_eq!((found.verdict, found.signals_compared), (Verdict::Incomplete, 1));
        assert_eq!((found.missing_left.len(), found.missing_right), (3, vec!["t.s".to_string()]));
    }
}

/// Vectors of two bits that change at 5 to the values given.
fn vectors(names: &[(&str, &str)]) -> String {
    let signals: Vec<_> = names.iter().map(|(name, _)| ("wire 2", *name, *name)).collect();
    let values = |value: &dyn Fn(usize) -> String| {
        let change = |(n, (name, _)): (usize, &(&str, &str))| format!("b{} {name}\n", value(n));
        names.iter().enumerate().map(change).collect::<Vec<_>>().concat()
    };
    dump(&signals, &format!("#0\n{}#5\n{}", values(&|_| "0".into()), values(&|n| names[n].1.into())))
}

#[test]
fn bits_belong_to_one_vector() {
    let bits = dump(&[("wire 1", "t.q[0]", "a"), ("wire 1", "t.q[1]", "b")], "#0\n0a\n0b\n#5\n1a\n");
    for (left, right) in
        [(vectors(&[("t.q", "1"), ("t.Q", "1")]), &bits), (vectors(&[("t.Q", "1"), ("t.q", "1")]), &bits)]
    {
        // The identically spelled one, in either direction; the other one has no partner.
        for (a, b, side) in [(&left, right, 1), (right, &left, 0)] {
            let found = report(a, b, &Options::default());
            assert_eq!((found.verdict, found.signals_compared), (Verdict::Incomplete, 2));
            assert_eq!([&found.missing_left, &found.missing_right][side], &["t.Q"]);
        }
    }
    // Two equally similar ones have no partner, nor have the bits.
    let bits_of = |names: [&str; 3]| {
        dump(
            &[("wire 1", names[0], "a"), ("wire 1", names[1], "b"), ("wire 1", names[2], "c")],
            "#0\n0a\n0b\n0c\n#5\n1a\n1b\n",
        )
    };
    for (names, missing) in [
        (["t.q[0]", "t.q(0)", "t.q[1]"], vec!["t.q(0)"]),
        (["t.q(0)", "t.Q(0)", "t.q(1)"], vec!["t.q(0)", "t.Q(0)"]),
    ] {
        let found = report(&bits_of(names), &vectors(&[("t.q", "1")]), &Options::default());
        assert_eq!(
            (found.verdict, &found.missing_right),
            (Verdict::Incomplete, &missing.iter().map(ToString::to_string).collect())
        );
    }
}

#[test]
fn a_vector_around_the_design_has_not_its_bits() {
    let inside = |scope: &str| {
        ["x", "y", "z"].map(|name| ("wire 1".to_string(), format!("{scope}.{name}"), name.to_string()))
    };
    let file = |scope: &str, more: &[(&str, &str, &str)], body: &str| {
        let own = inside(scope);
        let own = own.iter().map(|(kind, name, code)| (kind.as_str(), name.as_str(), code.as_str()));
        let signals: Vec<_> = more.iter().copied().chain(own).collect();
        dump(&signals, &format!("#0\n0x\n0y\n0z\n{body}"))
    };
    let whole =
        file("tb.t", &[("wire 2", "tb.t.q", "q"), ("wire 2", "t.q", "r")], "b0 q\nb0 r\n#5\nb1 q\nb1 r\n");
    let parts = file("t", &[("wire 1", "t.q[0]", "q"), ("wire 1", "t.q[1]", "r")], "0q\n0r\n#5\n1q\n");
    let found = report(&whole, &parts, &Options::default());
    assert_eq!(
        (found.verdict, found.missing_right.as_slice()),
        (Verdict::Incomplete, &["tb.t.q".to_string()][..])
    );
    assert_eq!(found.signals_compared, 5);
}
