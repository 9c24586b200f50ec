//! Checks the declarations of a GHW before the library reads them: the library allocates memory by
//! any count that it finds, and a failed allocation ends the process. The file must have at least
//! one byte per counted item.

use std::collections::HashMap;
use std::rc::Rc;

/// Maximum nesting of records and arrays; deeper nesting counts as damage.
const DEEPEST: u32 = 64;

/// A type, as far as it says how much a signal of it takes.
#[derive(Clone)]
struct Type {
    shape: Shape,
    /// Number of its values, or of its elements; none without bounds.
    length: Option<i128>,
    /// Signals of one bit in a signal of this type.
    signals: u128,
    /// Names that a signal of this type brings.
    names: u128,
    depth: u32,
}

#[derive(Clone)]
enum Shape {
    /// The kind of type, and its literals by their strings.
    Scalar(Rc<Scalar>),
    Array(Rc<Type>),
    Record(Vec<Rc<Type>>),
}

#[derive(PartialEq)]
struct Scalar {
    kind: u8,
    literals: Vec<i128>,
}

impl Type {
    fn scalar(scalar: Rc<Scalar>, length: Option<i128>) -> Self {
        Self { shape: Shape::Scalar(scalar), length, signals: 1, names: 1, depth: 0 }
    }

    fn array(element: Rc<Type>, length: Option<i128>) -> Option<Self> {
        let count = length.unwrap_or(i128::MAX);
        // (A vector with reversed bounds has the same length.)
        let count = if element.is_bit() { count.unsigned_abs() } else { count.max(0) as u128 };
        Some(Self {
            length,
            signals: count.saturating_mul(element.signals),
            names: count.saturating_mul(element.names).saturating_add(1),
            depth: deeper(element.depth)?,
            shape: Shape::Array(element),
        })
    }

    fn record(fields: Vec<Rc<Type>>) -> Option<Self> {
        let sum =
            |of: fn(&Type) -> u128| fields.iter().fold(1u128, |sum, field| sum.saturating_add(of(field)));
        Some(Self {
            length: None,
            signals: sum(|field| field.signals) - 1,
            names: sum(|field| field.names),
            depth: deeper(fields.iter().map(|field| field.depth).max()?)?,
            shape: Shape::Record(fields),
        })
    }

    /// True if the library makes vectors of it: `bit`, `std_ulogic`. (Other types with as many
    /// literals do not matter.)
    fn is_bit(&self) -> bool {
        matches!(&self.shape, Shape::Scalar(scalar) if matches!(scalar.literals.len(), 2 | 9))
    }

    /// True if all bounds are present.
    fn is_bounded(&self) -> bool {
        match &self.shape {
            Shape::Scalar(_) => self.length.is_some(),
            Shape::Array(element) => self.length.is_some() && element.is_bounded(),
            Shape::Record(fields) => fields.iter().all(|field| field.is_bounded()),
        }
    }
}

fn deeper(depth: u32) -> Option<u32> {
    (depth < DEEPEST).then_some(depth + 1)
}

/// Remaining input.
struct Input<'a> {
    bytes: &'a [u8],
    big: bool,
    /// Uses of one-bit signals, by their numbers.
    used: HashMap<i128, Rc<Scalar>>,
}

impl Input<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    /// A number of four bytes.
    fn word(&mut self) -> Option<u64> {
        let big = self.big;
        let bytes = self.take(4)?.try_into().ok()?;
        Some(u64::from(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }))
    }

    /// A number in pieces of seven bits, with a sign or without one.
    fn leb(&mut self, signed: bool) -> Option<i128> {
        let (mut number, mut shift) = (0i128, 0);
        loop {
            let byte = self.byte()?;
            number |= i128::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return Some(if signed && byte & 0x40 != 0 { number - (1 << shift) } else { number });
            }
            if shift > 63 {
                return None;
            }
        }
    }

    /// A count of things that take a byte each at least.
    fn count(&mut self) -> Option<u64> {
        let count = u64::try_from(self.leb(false)?).ok()?;
        (count <= self.bytes.len() as u64).then_some(count)
    }

    /// The number of values in a range; of real numbers, some.
    fn range(&mut self) -> Option<i128> {
        let kind = self.byte()?;
        let [left, right] = match kind & 0x7f {
            22 | 23 => [i128::from(self.byte()?), i128::from(self.byte()?)],
            25 | 26 | 28 | 29 => [self.leb(true)?, self.leb(true)?],
            27 => self.take(16).map(|_| [0, 0])?,
            _ => return None,
        };
        Some(if kind & 0x80 == 0 { right - left } else { left - right } + 1)
    }

    /// One of the types that are declared already: none is part of itself.
    fn of(&mut self, types: &[Rc<Type>]) -> Option<Rc<Type>> {
        let number = usize::try_from(self.leb(false)?).ok()?;
        types.get(number.checked_sub(1)?).cloned()
    }

    /// A type with the bounds that it lacks.
    fn bounded(&mut self, base: &Rc<Type>) -> Option<Rc<Type>> {
        match &base.shape {
            Shape::Scalar(_) => None,
            Shape::Array(element) => {
                let length = self.range()?;
                let element = if element.is_bounded() { element.clone() } else { self.bounded(element)? };
                Type::array(element, Some(length)).map(Rc::new)
            }
            Shape::Record(fields) => {
                let mut all = Vec::new();
                for field in fields {
                    all.push(if field.is_bounded() { field.clone() } else { self.bounded(field)? });
                }
                Type::record(all).map(Rc::new)
            }
        }
    }

    fn declared(&mut self, types: &[Rc<Type>], has_units: bool) -> Option<Rc<Type>> {
        let kind = self.byte()?;
        self.leb(false)?;
        let made = match kind {
            22 | 23 => {
                let literals: Vec<_> = (0..self.count()?).map(|_| self.leb(false)).collect::<Option<_>>()?;
                let length = literals.len() as i128;
                // (Without any it would be of -1 bits.)
                (length > 0).then(|| Type::scalar(Rc::new(Scalar { kind, literals }), Some(length)))?
            }
            25..=27 | 29 => {
                let units = if kind == 29 && has_units { self.count()? } else { 0 };
                (0..2 * units).try_for_each(|_| self.leb(false).map(drop))?;
                Type::scalar(Rc::new(Scalar { kind, literals: Vec::new() }), None)
            }
            34 => {
                let base = self.of(types)?;
                let length = self.range()?;
                let Shape::Scalar(scalar) = &base.shape else { return None };
                Type::scalar(scalar.clone(), Some(length))
            }
            31 => {
                let element = self.of(types)?;
                // The library reads those of one dimension.
                let index = (self.leb(false)? == 1).then(|| self.of(types))??;
                Type::array(element, index.length)?
            }
            32 => {
                let count = self.count()?;
                let mut fields = Vec::new();
                for _ in 0..count {
                    self.leb(false)?;
                    fields.push(self.of(types)?);
                }
                Type::record(fields)?
            }
            35 | 38 => {
                let base = self.of(types)?;
                return self.bounded(&base);
            }
            37 => {
                let base = self.of(types)?;
                let Shape::Array(element) = &base.shape else { return None };
                Type::array(element.clone(), None)?
            }
            _ => return None,
        };
        Some(Rc::new(made))
    }

    fn strings(&mut self) -> Option<()> {
        self.take(4)?;
        let count = self.word()?;
        self.take(4)?;
        for _ in 0..=count {
            let mut last = self.byte()?;
            while !(last <= 31 || (128..=159).contains(&last)) {
                last = self.byte()?;
            }
            while last >= 128 {
                last = self.byte()?;
            }
        }
        Some(())
    }

    fn hierarchy(&mut self, types: &[Rc<Type>]) -> Option<()> {
        self.take(16)?;
        loop {
            let kind = self.byte()?;
            match kind {
                0 => return Some(()),
                15 => continue,
                _ => self.leb(false)?,
            };
            match kind {
                // A loop that generates: its number, or a literal.
                5 => match &self.of(types)?.shape {
                    Shape::Scalar(scalar) if scalar.literals.is_empty() => self.leb(true).map(drop)?,
                    _ => self.byte().map(drop)?,
                },
                3 | 4 | 6 | 7 | 13 | 14 => {}
                16..=21 => {
                    let shown = self.of(types)?;
                    let left = self.bytes.len() as u128;
                    if shown.signals > left || shown.names > 2 * left {
                        return None;
                    }
                    self.signals(&shown)?;
                }
                _ => return None,
            }
        }
    }

    /// The numbers of the signals of one bit that a signal consists of, the first and the last of
    /// them.
    fn signals(&mut self, shown: &Type) -> Option<[i128; 2]> {
        match &shown.shape {
            Shape::Scalar(scalar) => {
                let number = self.leb(false)?;
                // The library interprets the values of a signal by its first declaration.
                let first = self.used.entry(number).or_insert_with(|| scalar.clone());
                (first == scalar).then_some([number; 2])
            }
            Shape::Record(fields) => self.all(fields.iter()),
            Shape::Array(element) => {
                let count = if element.is_bit() { shown.signals } else { shown.length?.max(0) as u128 };
                let ends = self.all((0..count).map(|_| element))?;
                // A vector is as wide as its first and last number are apart.
                (!element.is_bit() || ends[0] <= ends[1]).then_some(ends)
            }
        }
    }

    fn all<'a>(&mut self, mut types: impl Iterator<Item = &'a Rc<Type>>) -> Option<[i128; 2]> {
        let Some(first) = types.next() else { return Some([0; 2]) };
        let first = self.signals(first)?;
        types.try_fold(first, |ends, next| Some([ends[0], self.signals(next)?[1]]))
    }
}

/// True if the declarations of the file in `bytes` can be read in memory of about its size.
pub(crate) fn is_bounded(bytes: &[u8], big: bool) -> bool {
    walk(bytes, big).is_some()
}

fn walk(bytes: &[u8], big: bool) -> Option<()> {
    let mut input = Input { bytes, big, used: HashMap::new() };
    let has_units = input.take(16)?[11] > 0;
    let mut types = Vec::new();
    loop {
        let name: [u8; 4] = input.take(4)?.try_into().ok()?;
        match &name {
            b"STR\0" => input.strings()?,
            b"TYP\0" => {
                input.take(4)?;
                let count = input.word()?;
                types.clear();
                for _ in 0..count {
                    types.push(input.declared(&types, has_units)?);
                }
                input.take(1)?;
            }
            b"WKT\0" => {
                input.take(4)?;
                while input.byte()? != 0 {
                    input.leb(false)?;
                }
            }
            b"HIE\0" => input.hierarchy(&types)?,
            b"EOH\0" => return Some(()),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Declarations with these types, and then these things in the hierarchy.
    fn declarations(types: &[&[u8]], hierarchy: &[u8]) -> Vec<u8> {
        let mut bytes =
            b"GHDLwave\n\x10\0\x01\x01\x04\0\0STR\0\0\0\0\0\0\0\0\0\0\0\0\0\0TYP\0\0\0\0\0".to_vec();
        bytes.extend((types.len() as u32).to_le_bytes());
        bytes.extend(types.concat());
        bytes.extend(b"\0HIE\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0");
        bytes.extend(hierarchy);
        bytes.extend(b"\0EOH\0");
        bytes
    }

    /// `bit`; numbers; vectors by numbers; (3 downto 0) of them; a record of a bit and a vector; (1
    /// to 2) of records.
    const BIT: &[u8] = &[22, 1, 2, 1, 1];
    const NUMBER: &[u8] = &[25, 1];
    const INDEX: &[u8] = &[34, 1, 2, 25, 0, 63];
    const VECTORS: &[u8] = &[31, 1, 1, 1, 3];
    const FOUR: &[u8] = &[35, 1, 4, 0x99, 3, 0];
    const RECORD: &[u8] = &[32, 1, 2, 1, 1, 1, 5];
    const RECORDS: &[u8] = &[31, 1, 6, 1, 3];
    const TWO: &[u8] = &[35, 1, 7, 25, 1, 2];

    #[test]
    fn what_is_declared_must_be_there() {
        let types = [BIT, NUMBER, INDEX, VECTORS, FOUR, RECORD, RECORDS, TWO];
        let whole: &[u8] = &[3, 1, 16, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15];
        assert!(is_bounded(&declarations(&types, whole), false));
        // One signal too few, a vector back to front, a type that is not there, a bit that is a
        // number as well.
        assert!(!is_bounded(&declarations(&types, &whole[..14]), false));
        assert!(!is_bounded(&declarations(&types, &[16, 1, 5, 4, 3, 2, 1]), false));
        assert!(!is_bounded(&declarations(&types, &[16, 1, 9, 1]), false));
        assert!(is_bounded(&declarations(&types, &[16, 1, 1, 1, 16, 1, 1, 1]), false));
        assert!(!is_bounded(&declarations(&types, &[16, 1, 1, 1, 16, 1, 3, 1]), false));
        for (at, broken) in [
            // Literals and fields without end, a record in itself, an array of itself.
            (0, &[22u8, 1, 0x80, 0x80, 0x80, 0x80, 0x10, 1, 1] as &[u8]),
            (5, &[32, 1, 0xff, 0xff, 0x7f, 1, 1]),
            (5, &[32, 1, 1, 1, 6]),
            (6, &[31, 1, 7, 1, 3]),
            // Nothing.
            (5, &[32, 1, 0]),
            (0, &[22, 1, 0]),
        ] {
            let mut types = types;
            types[at] = broken;
            assert!(!is_bounded(&declarations(&types, &[]), false), "{broken:?}");
        }
        // Elements without end, which matters where there is a signal of them.
        let mut types = types;
        types[7] = &[35, 1, 7, 25, 1, 0xff, 0xff, 0xff, 0xff, 0x07];
        assert!(is_bounded(&declarations(&types, &[]), false));
        assert!(!is_bounded(&declarations(&types, whole), false));
    }
}
