//! `hdl`: the kernel as a constant, with separate numbers that are known only at run time.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{
    BinOp, Block, Expr, ExprCall, ExprForLoop, ExprIf, ExprMatch, ExprMethodCall, GenericArgument, Lit, Pat,
    PathArguments, Result, Stmt, UnOp,
};

use crate::{FlipFlops, name};

/// The function `hdl` of a kernel.
pub fn description(block: &Block) -> Result<TokenStream> {
    let mut reader = Reader { numbers: Vec::new() };
    let statements = reader.block(block)?;
    let numbers = reader.numbers;
    Ok(quote! {
        fn hdl(&self) -> ::rust_hdl::prelude::Verilog {
            use crate::kernel::{Expression, Otherwise, Statement};
            const KERNEL: &[Statement] = #statements;
            crate::kernel::verilog(KERNEL, &[#(#numbers),*])
        }
    })
}

/// Collects the widths and loop bounds of a kernel; the constant names them by their index.
struct Reader {
    numbers: Vec<TokenStream>,
}

fn refused<T>(part: &impl Spanned, what: &str) -> Result<T> {
    Err(syn::Error::new(part.span(), format!("no description in Verilog: {what}")))
}

impl Reader {
    fn number(&mut self, value: TokenStream) -> usize {
        self.numbers.push(value);
        self.numbers.len() - 1
    }

    /// A block as a slice of statements.
    fn block(&mut self, block: &Block) -> Result<TokenStream> {
        let statements = block.stmts.iter().map(|statement| match statement {
            Stmt::Expr(expression, _) => self.statement(expression),
            Stmt::Macro(call) => invocation(&call.mac),
            other => refused(other, "a definition inside a kernel"),
        });
        let statements = statements.collect::<Result<Vec<_>>>()?;
        Ok(quote!(&[#(#statements),*]))
    }

    fn statement(&mut self, expression: &Expr) -> Result<TokenStream> {
        match expression {
            Expr::Assign(assignment) => {
                let target = name(&assignment.left);
                if !target.ends_with("$next") {
                    return refused(&assignment.left, "an assignment to something other than `.next`");
                }
                let value = self.value(&assignment.right)?;
                Ok(quote!(Statement::Assign(#target, #value)))
            }
            Expr::If(choice) => self.choice(choice),
            Expr::Match(choice) => self.cases(choice),
            Expr::ForLoop(repeated) => self.repeated(repeated),
            Expr::Macro(call) => invocation(&call.mac),
            other => refused(other, "this statement"),
        }
    }

    fn choice(&mut self, choice: &ExprIf) -> Result<TokenStream> {
        let test = self.value(&choice.cond)?;
        let then = self.block(&choice.then_branch)?;
        let otherwise = match choice.else_branch.as_ref().map(|(_, branch)| branch.as_ref()) {
            None => quote!(Otherwise::Nothing),
            Some(Expr::Block(block)) => {
                let block = self.block(&block.block)?;
                quote!(Otherwise::Block(#block))
            }
            Some(other) => {
                let other = self.statement(other)?;
                quote!(Otherwise::If(&#other))
            }
        };
        Ok(quote!(Statement::If(#test, #then, #otherwise)))
    }

    fn cases(&mut self, choice: &ExprMatch) -> Result<TokenStream> {
        let value = self.value(&choice.expr)?;
        let cases = choice.arms.iter().map(|arm| {
            let pattern = match &arm.pat {
                Pat::Wild(_) => "default".to_owned(),
                pattern => name(pattern),
            };
            let body = match arm.body.as_ref() {
                Expr::Block(block) => self.block(&block.block)?,
                single => {
                    let single = self.statement(single)?;
                    quote!(&[#single])
                }
            };
            Ok(quote!((#pattern, #body)))
        });
        let cases = cases.collect::<Result<Vec<_>>>()?;
        Ok(quote!(Statement::Match(#value, &[#(#cases),*])))
    }

    fn repeated(&mut self, repeated: &ExprForLoop) -> Result<TokenStream> {
        let Expr::Range(range) = repeated.expr.as_ref() else {
            return refused(&repeated.expr, "a loop over something other than a range");
        };
        let (Some(from), Some(to)) = (&range.start, &range.end) else {
            return refused(range, "a loop without end");
        };
        let (from, to) = (self.number(quote!(#from)), self.number(quote!(#to)));
        let index = name(&repeated.pat);
        let body = self.block(&repeated.body)?;
        Ok(quote!(Statement::Loop(#index, #from, #to, #body)))
    }

    fn value(&mut self, expression: &Expr) -> Result<TokenStream> {
        match expression {
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => {
                let name = name(expression);
                if name.ends_with("$next") {
                    return refused(expression, "reading `.next`; read `.val()`");
                }
                Ok(quote!(Expression::Signal(#name)))
            }
            Expr::Paren(inner) => {
                let inner = self.value(&inner.expr)?;
                Ok(quote!(Expression::Paren(&#inner)))
            }
            Expr::Binary(binary) => {
                let (left, right) = (self.value(&binary.left)?, self.value(&binary.right)?);
                let operator = operator(&binary.op)?;
                Ok(
                    quote!(Expression::Binary(&#left, ::rust_hdl::prelude::ast::VerilogOp::#operator, &#right)),
                )
            }
            Expr::Unary(unary) => {
                let operand = self.value(&unary.expr)?;
                match &unary.op {
                    UnOp::Not(_) => Ok(reduced("Not", &operand)),
                    UnOp::Neg(_) => Ok(reduced("Neg", &operand)),
                    other => refused(other, "this operator"),
                }
            }
            Expr::Lit(literal) => match &literal.lit {
                Lit::Bool(truth) => Ok(quote!(Expression::Truth(#truth))),
                Lit::Int(number) if number.suffix().is_empty() => Ok(quote!(Expression::Number(#number))),
                other => refused(other, "this literal"),
            },
            Expr::Call(call) => self.cast(call),
            Expr::MethodCall(call) => self.method(call),
            other => refused(other, "this expression"),
        }
    }

    /// `bit_cast::<to, from>(value)`.
    fn cast(&mut self, call: &ExprCall) -> Result<TokenStream> {
        let (Expr::Path(function), Some(value)) = (call.func.as_ref(), call.args.first()) else {
            return refused(call, "this call");
        };
        match function.path.segments.last() {
            Some(last) if last.ident == "bit_cast" => {
                let PathArguments::AngleBracketed(widths) = &last.arguments else {
                    return refused(call, "a bit_cast without widths");
                };
                let Some(width) = widths.args.first() else {
                    return refused(call, "a bit_cast without widths");
                };
                let width = self.width(width);
                let value = self.value(value)?;
                Ok(quote!(Expression::Cast(&#value, #width)))
            }
            _ => refused(call, "this call"),
        }
    }

    fn width(&mut self, width: &GenericArgument) -> usize {
        self.number(quote!(#width))
    }

    fn method(&mut self, call: &ExprMethodCall) -> Result<TokenStream> {
        let receiver = self.value(&call.receiver)?;
        let method = call.method.to_string();
        match (method.as_str(), call.args.first()) {
            ("val" | "into" | "index" | "to_bits", None) => Ok(receiver),
            ("all", None) => Ok(reduced("All", &receiver)),
            ("any", None) => Ok(reduced("Any", &receiver)),
            ("xor", None) => Ok(reduced("Xor", &receiver)),
            ("get_bit", Some(index)) => {
                let index = self.value(index)?;
                Ok(quote!(Expression::Index(&#receiver, &#index)))
            }
            ("get_bits", Some(offset)) => {
                let Some(width) = call.turbofish.as_ref().and_then(|widths| widths.args.first()) else {
                    return refused(call, "get_bits without a width");
                };
                let width = self.width(width);
                let offset = self.value(offset)?;
                Ok(quote!(Expression::Slice(&#receiver, #width, &#offset)))
            }
            _ => refused(&call.method, "this method"),
        }
    }
}

fn reduced(operator: &str, operand: &TokenStream) -> TokenStream {
    let operator = quote::format_ident!("{operator}");
    quote!(Expression::Unary(::rust_hdl::prelude::ast::VerilogOpUnary::#operator, &#operand))
}

fn operator(operator: &BinOp) -> Result<TokenStream> {
    Ok(match operator {
        BinOp::Sub(_) => quote!(Sub),
        BinOp::Add(_) => quote!(Add),
        BinOp::Mul(_) => quote!(Mul),
        BinOp::And(_) => quote!(LogicalAnd),
        BinOp::Or(_) => quote!(LogicalOr),
        BinOp::BitXor(_) => quote!(BitXor),
        BinOp::BitAnd(_) => quote!(BitAnd),
        BinOp::BitOr(_) => quote!(BitOr),
        BinOp::Shl(_) => quote!(Shl),
        BinOp::Shr(_) => quote!(Shr),
        BinOp::Eq(_) => quote!(Eq),
        BinOp::Lt(_) => quote!(Lt),
        BinOp::Le(_) => quote!(Le),
        BinOp::Ne(_) => quote!(Ne),
        BinOp::Ge(_) => quote!(Ge),
        BinOp::Gt(_) => quote!(Gt),
        other => return refused(other, "this operator"),
    })
}

/// `comment!`: a comment of the Verilog; `dff_setup!`: the clock of each flip-flop, and that it
/// keeps its value.
fn invocation(call: &syn::Macro) -> Result<TokenStream> {
    if call.path.is_ident("comment") {
        let text: syn::LitStr = call.parse_body()?;
        return Ok(quote!(Statement::Comment(#text)));
    }
    if !call.path.is_ident("dff_setup") {
        return refused(call, "this macro");
    }
    let FlipFlops { clock, all, .. } = call.parse_body()?;
    let clock = name(&clock);
    let registers = all.iter().map(name);
    Ok(quote!(Statement::Registers(#clock, &[#(#registers),*])))
}
