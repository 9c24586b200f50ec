//! `connect`: which signals the kernel drives.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Block, Expr, Member, Stmt};

use crate::FlipFlops;

/// The function `connect` of a kernel.
pub fn connections(block: &Block) -> TokenStream {
    let body = driven_in(block, &mut HashSet::new());
    quote! {
        #[allow(unused_variables)]
        fn connect(&mut self) {
            #body
        }
    }
}

/// Connects each signal that is driven in `block` and not yet `known`.
fn driven_in(block: &Block, known: &mut HashSet<String>) -> TokenStream {
    let statements = block.stmts.iter().map(|statement| match statement {
        Stmt::Expr(expression, _) => driven_by(expression, known),
        Stmt::Macro(call) => registers(&call.mac, known),
        _ => TokenStream::new(),
    });
    statements.collect()
}

fn driven_by(expression: &Expr, known: &mut HashSet<String>) -> TokenStream {
    match expression {
        Expr::Assign(assignment) => match signal(&assignment.left) {
            Some(signal) => connect(&quote!(#signal), known),
            None => TokenStream::new(),
        },
        Expr::If(choice) => {
            let then = driven_in(&choice.then_branch, known);
            let otherwise = choice.else_branch.as_ref().map(|(_, branch)| driven_by(branch, known));
            quote!(#then #otherwise)
        }
        Expr::Block(block) => driven_in(&block.block, known),
        Expr::Match(choice) => choice.arms.iter().map(|arm| driven_by(&arm.body, known)).collect(),
        // Its signals depend on the index, which other loops use too.
        Expr::ForLoop(repeated) => {
            let (index, range) = (&repeated.pat, &repeated.expr);
            let body = driven_in(&repeated.body, &mut HashSet::new());
            quote!(for #index in #range { #body })
        }
        Expr::Macro(call) => registers(&call.mac, known),
        _ => TokenStream::new(),
    }
}

fn connect(signal: &TokenStream, known: &mut HashSet<String>) -> TokenStream {
    if known.insert(signal.to_string()) {
        quote!(::rust_hdl::prelude::Logic::connect(&mut #signal);)
    } else {
        TokenStream::new()
    }
}

/// `signal` of `signal.next`.
fn signal(target: &Expr) -> Option<&Expr> {
    match target {
        Expr::Field(field) => match &field.member {
            Member::Named(name) if name == "next" => Some(&field.base),
            _ => signal(&field.base),
        },
        _ => None,
    }
}

fn registers(call: &syn::Macro, known: &mut HashSet<String>) -> TokenStream {
    let Ok(FlipFlops { owner, all, .. }) = call.parse_body() else {
        return TokenStream::new();
    };
    let pins = all.iter().flat_map(|register| {
        [quote!(#owner.#register.clock), quote!(#owner.#register.d)].map(|pin| connect(&pin, known))
    });
    pins.collect()
}
