//! Rust-HDL's `hdl_gen` for `spindle-hdl`, with the kernel stored as a constant.
//!
//! Rust-HDL's own attribute makes code that builds the syntax tree of the kernel, some thirty instructions a signal, once
//! for every set of widths: two fifths of what the compiler had to translate. This one accepts the same kernels and leaves
//! a constant, which `spindle_hdl::kernel` turns into that tree.

mod block;
mod connections;
mod kernel;

use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, ItemFn, parse_macro_input};

/// Makes a struct a block of Rust-HDL, all of whose clocks can be set at once, and which passes over its parts while nothing
/// in them can change if it has a field `_settled`. The names of what is no hardware begin with `_`.
#[proc_macro_derive(LogicBlock)]
pub fn logic_block(item: TokenStream) -> TokenStream {
    let block = parse_macro_input!(item as DeriveInput);
    block::implementations(&block).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Gives `update` of a `Logic` its `hdl` and its `connect`.
#[proc_macro_attribute]
pub fn hdl_gen(_attribute: TokenStream, item: TokenStream) -> TokenStream {
    let update = parse_macro_input!(item as ItemFn);
    let description = match kernel::description(&update.block) {
        Ok(description) => description,
        Err(error) => return error.to_compile_error().into(),
    };
    let connections = connections::connections(&update.block);
    // Rust-HDL wants a default case even where a match is complete.
    quote! {
        #[allow(unreachable_patterns)]
        #update
        #description
        #connections
    }
    .into()
}

/// The name by which Verilog knows a signal: its path from the block, with `$` between the parts.
fn name(tokens: &impl quote::ToTokens) -> String {
    let mut path: String = quote!(#tokens).to_string().split_whitespace().collect();
    path = path.replace("self.", "");
    path.replace("::", "$").replace('.', "$")
}

/// Arguments of `dff_setup!`: the block, its clock and its flip-flops.
struct FlipFlops {
    owner: syn::Expr,
    clock: syn::Expr,
    all: Vec<syn::Expr>,
}

impl syn::parse::Parse for FlipFlops {
    fn parse(input: syn::parse::ParseStream) -> syn::Result<Self> {
        let all = syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated(input)?;
        let mut all = all.into_iter();
        let (Some(owner), Some(clock)) = (all.next(), all.next()) else {
            return Err(input.error("dff_setup! needs the block, its clock and its flip-flops"));
        };
        Ok(Self { owner, clock, all: all.collect() })
    }
}
