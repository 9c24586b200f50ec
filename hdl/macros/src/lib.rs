//! Rust-HDL's macros, as `spindle-hdl` uses them.
//!
//! - `hdl_gen`: Rust-HDL's own makes code that builds the syntax tree of the kernel, some thirty
//!   instructions a signal, once for every set of widths: two fifths of the compiler's work. This
//!   one accepts the same kernels and leaves a constant, of which `spindle_hdl::kernel` makes the
//!   tree.
//! - `LogicBlock`: Rust-HDL's own evaluates all blocks in each pass. This one skips blocks that
//!   cannot change, and lets the clock be set in all of them at once.

mod block;
mod connections;
mod kernel;

use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, ItemFn, parse_macro_input};

/// Makes a struct a block of Rust-HDL whose clocks can all be set at once. A block that has a field
/// `_settled` skips its parts while nothing in them can change. Fields that are no hardware have
/// names that begin with `_`.
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
