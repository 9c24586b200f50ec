//! `Block`: what happens to all parts of a block, and `Clocked`: how the clock reaches them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, GenericArgument, Ident, PathArguments, Result, Type};

/// Name of the field that makes a block pass over what cannot change.
const SETTLED: &str = "_settled";

/// Treatment of a part of a block.
enum Treatment {
    Clock,
    Input,
    Inputs,
    /// A signal or constant that is no input.
    Inner,
    /// A block, or several of them.
    Block,
}

/// The two implementations.
pub fn implementations(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "a block is a struct"));
    };
    let (mut parts, mut kinds, mut skips) = (Vec::new(), Vec::new(), false);
    for field in &data.fields {
        let Some(name) = &field.ident else {
            return Err(Error::new_spanned(field, "a part of a block has a name"));
        };
        if name.to_string().starts_with('_') {
            skips |= name == SETTLED;
        } else {
            parts.push(name);
            kinds.push(kind(&field.ty));
        }
    }
    let labels: Vec<String> = parts.iter().map(ToString::to_string).collect();
    let (begin, end, changed) = passes(&parts, &kinds, skips);
    let clocked = clocked(&parts, &kinds, skips);
    let name = &input.ident;
    let (generics, arguments, conditions) = input.generics.split_for_impl();
    Ok(quote! {
        impl #generics ::rust_hdl::prelude::Block for #name #arguments #conditions {
            fn connect_all(&mut self) {
                ::rust_hdl::prelude::Logic::connect(self);
                #(::rust_hdl::prelude::Block::connect_all(&mut self.#parts);)*
            }
            fn update_all(&mut self) {
                #begin
                ::rust_hdl::prelude::Logic::update(self);
                #(::rust_hdl::prelude::Block::update_all(&mut self.#parts);)*
                #end
            }
            fn has_changed(&self) -> bool {
                #changed
            }
            fn accept(&self, name: &str, probe: &mut dyn ::rust_hdl::prelude::Probe) {
                probe.visit_start_scope(name, self);
                #(::rust_hdl::prelude::Block::accept(&self.#parts, #labels, probe);)*
                probe.visit_end_scope(name, self);
            }
        }
        impl #generics crate::clocked::Clocked for #name #arguments #conditions {
            fn set_clock(&mut self, level: bool) {
                #clocked
            }
        }
    })
}

/// Beginning and end of `update_all`, and `has_changed`.
fn passes(parts: &[&Ident], kinds: &[Treatment], skips: bool) -> (TokenStream, TokenStream, TokenStream) {
    let any = quote!(false #(|| ::rust_hdl::prelude::Block::has_changed(&self.#parts))*);
    if !skips {
        return (TokenStream::new(), TokenStream::new(), any);
    }
    let moved = parts.iter().zip(kinds).filter_map(|(part, kind)| match kind {
        Treatment::Clock | Treatment::Input => Some(quote!(|| self.#part.next != self.#part.val())),
        Treatment::Inputs => Some(quote!(|| self.#part.iter().any(|signal| signal.next != signal.val()))),
        Treatment::Inner | Treatment::Block => None,
    });
    let begin = quote!(if self._settled.0 && !(false #(#moved)*) { return; });
    (begin, quote!(self._settled.0 = !(#any);), quote!(!self._settled.0))
}

fn clocked(parts: &[&Ident], kinds: &[Treatment], skips: bool) -> TokenStream {
    let set = parts.iter().zip(kinds).filter_map(|(part, kind)| match kind {
        Treatment::Clock => Some(quote! {
            self.#part.next = level.into();
            ::rust_hdl::prelude::Block::update_all(&mut self.#part);
        }),
        Treatment::Block => Some(quote!(crate::clocked::Clocked::set_clock(&mut self.#part, level);)),
        Treatment::Input | Treatment::Inputs | Treatment::Inner => None,
    });
    let set: TokenStream = set.collect();
    if set.is_empty() {
        return quote!(let _ = level;);
    }
    // Nothing depends on the falling edge.
    let unsettle = if skips { quote!(self._settled.0 &= !level;) } else { TokenStream::new() };
    quote!(#unsettle #set)
}

fn kind(part: &Type) -> Treatment {
    if let Type::Array(array) = part {
        return several(&array.elem);
    }
    match named(part) {
        Some((name, arguments)) if name == "Signal" => match arguments.as_slice() {
            [_, value] if named(value).is_some_and(|(name, _)| name == "Clock") => Treatment::Clock,
            [direction, _] if named(direction).is_some_and(|(name, _)| name == "In") => Treatment::Input,
            _ => Treatment::Inner,
        },
        Some((name, _)) if name == "Constant" => Treatment::Inner,
        Some((name, arguments)) if name == "Vec" && arguments.len() == 1 => several(arguments[0]),
        _ => Treatment::Block,
    }
}

fn several(element: &Type) -> Treatment {
    match kind(element) {
        Treatment::Clock | Treatment::Input => Treatment::Inputs,
        Treatment::Block => Treatment::Block,
        Treatment::Inputs | Treatment::Inner => Treatment::Inner,
    }
}

/// Name of a type and its arguments.
fn named(part: &Type) -> Option<(&Ident, Vec<&Type>)> {
    let Type::Path(path) = part else { return None };
    let last = path.path.segments.last()?;
    let arguments = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().collect(),
        _ => Vec::new(),
    };
    let types = arguments.into_iter().filter_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument),
        _ => None,
    });
    Some((&last.ident, types.collect()))
}
