//! From text to syntax tree: the parser of the `cel` crate, its nodes put back in their places.
//!
//! Of the crate's two parsers this takes the one without ANTLR: that one needs a quarter of a millisecond
//! an expression and overflows a thread's stack at sixteen brackets. The other is twenty times as fast and
//! keeps to its limits, but forgets where its nodes came from. Its nodes lie in the order of the words, so
//! one walk over both finds the places again.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::parser::PrattParser;
use cel::parser::pratt_parser::{Token, TokenKind};

use super::fault::Fault;
use super::syntax::{Arithmetic, Comparison, Literal, Node, NodeKind, Operator};
use super::token::{MAX_DEPTH, scan};

/// The syntax tree of an expression, or everything that keeps it from having one.
pub(super) fn parse(source: &str) -> Result<Node, Vec<Fault>> {
    let tokens = scan(source)?;
    let parser =
        PrattParser::new().max_recursion_depth(MAX_DEPTH as u16 * 2).enable_variadic_operator_asts(true);
    match parser.parse(source) {
        Ok(tree) => Ok(Places { source, tokens: &tokens, next: 0 }.node(tree)),
        Err(errors) => Err(vec![reworded(source, &tokens, &errors)]),
    }
}

/// The parser's first error in plain words; what it reports after that mostly follows from it.
fn reworded(source: &str, tokens: &[Token], errors: &cel::ParseErrors) -> Fault {
    let Some(error) = errors.errors.first() else {
        return Fault::new(0, "the expression cannot be read");
    };
    let offset = offset_of(source, error.pos);
    let place = tokens.iter().position(|token| token.start >= offset).unwrap_or(tokens.len());
    let text = |place: usize| tokens.get(place).map(|token| (token.start, &source[token.start..token.end]));
    let word = text(place).filter(|(start, _)| *start == offset).map(|(_, word)| word);
    plain(&error.msg, word, place.checked_sub(1).and_then(text), offset)
}

/// One error of the parser in plain words: about this word, or the end, after that one.
fn plain(message: &str, word: Option<&str>, before: Option<(usize, &str)>, offset: usize) -> Fault {
    let found = word.map_or("the end".to_owned(), |word| format!("`{word}`"));
    let expected = |what: &str| Fault::new(offset, format!("expected {what}, found {found}"));
    let foreign = word.and_then(|word| foreign_operator(word, offset));
    let foreign = foreign.or_else(|| before.and_then(|(start, word)| foreign_operator(word, start)));
    if let Some(fault) = foreign {
        return fault;
    }
    match message {
        _ if word == Some(",") && message.contains("expecting <EOF>") => {
            expected("an operator or the end").hinting("fractions are written with a point: `4.5`")
        }
        _ if message.contains("expecting <EOF>") => expected("an operator or the end"),
        _ if message.contains("expecting expression") => expected("a value"),
        _ if message.contains("expecting ')'") || message == "expected ')'" => expected("`)` or an operator"),
        "expected ']'" => expected("`]` or an operator"),
        "expected ':' in conditional expression" => {
            expected("`:` or an operator").hinting("a choice is written `condition ? then : otherwise`")
        }
        "unexpected token" => expected("a value"),
        "expected identifier after '.'" | "expected identifier" => expected("a name"),
        "invalid int literal" => Fault::new(offset, format!("{found} is too large for a whole number")),
        "invalid double literal" => Fault::new(offset, format!("{found} is too large for a number")),
        "invalid argument to has() macro" => {
            Fault::new(offset, "has() takes one field or trait").hinting("write `has(event.field)`")
        }
        _ if message.contains("reserved identifier") => {
            Fault::new(offset, format!("{found} is a reserved word and no name"))
        }
        _ if message.contains("unescape") || message.contains("unicode") => {
            Fault::new(offset, "the text has an escape that does not exist")
                .hinting(r"`\\` writes a backslash, `\'` a quote, `\n` a line's end")
        }
        _ if message.contains("unsupported syntax") => {
            Fault::new(offset, format!("{found} is not supported here"))
        }
        _ => Fault::new(offset, "the expression cannot be read from here"),
    }
}

/// Words that other languages join conditions with.
fn foreign_operator(word: &str, offset: usize) -> Option<Fault> {
    let meant = match word.to_ascii_lowercase().as_str() {
        "and" => "&&",
        "or" => "||",
        "is" => "==",
        "not" => "!",
        _ => return None,
    };
    Some(Fault::new(offset, format!("`{word}` is no operator")).hinting(format!("write `{meant}`")))
}

/// The byte offset of the parser's line and column, both from 1 and both in bytes.
fn offset_of(source: &str, (line, column): (isize, isize)) -> usize {
    let before = usize::try_from(line - 1).unwrap_or(0);
    let start: usize = source.split_inclusive('\n').take(before).map(str::len).sum();
    (start + usize::try_from(column - 1).unwrap_or(0)).min(source.len())
}

/// The walk that gives every node its place.
struct Places<'s> {
    source: &'s str,
    tokens: &'s [Token],
    /// The first word that belongs to no node yet.
    next: usize,
}

impl Places<'_> {
    /// Goes past the next word that is like this, and says where it is.
    fn pass(&mut self, is: impl Fn(TokenKind, &str) -> bool) -> usize {
        let rest = self.tokens.get(self.next..).unwrap_or_default();
        let found = rest.iter().position(|token| is(token.kind, &self.source[token.start..token.end]));
        if let Some(found) = found {
            self.next += found + 1;
        }
        self.tokens.get(self.next.saturating_sub(1)).map_or(0, |token| token.start)
    }

    fn pass_name(&mut self, name: &str) -> usize {
        self.pass(|kind, text| {
            matches!(kind, TokenKind::TokIdent | TokenKind::TokReservedWord) && text == name
        })
    }

    fn pass_kind(&mut self, wanted: TokenKind) -> usize {
        self.pass(|kind, _| kind == wanted)
    }

    fn node(&mut self, tree: IdedExpr) -> Node {
        match tree.expr {
            Expr::Literal(value) => self.literal(value),
            Expr::Ident(name) => {
                // A leading dot means "from the root", which here everything is.
                let name = name.trim_start_matches('.').to_owned();
                let at = self.pass_name(&name);
                Node { start: at, at, kind: NodeKind::Name(name) }
            }
            Expr::Select(select) => {
                let of = Box::new(self.node(*select.operand));
                self.pass_kind(TokenKind::TokDot);
                let (start, at, name) = (of.start, self.pass_name(&select.field), select.field);
                let kind =
                    if select.test { NodeKind::Has { of, name } } else { NodeKind::Member { of, name } };
                Node { start, at, kind }
            }
            Expr::List(list) => {
                let at = self.pass_kind(TokenKind::TokLeftBracket);
                let elements = list.elements.into_iter().map(|element| self.node(element)).collect();
                Node { start: at, at, kind: NodeKind::List(elements) }
            }
            Expr::Call(call) => self.call(call),
            // The scan let no brace and no macro through.
            Expr::Map(_) | Expr::Struct(_) | Expr::Comprehension(_) | Expr::Unspecified => {
                let at = self.tokens.get(self.next).map_or(0, |token| token.start);
                Node { start: at, at, kind: NodeKind::Unsupported }
            }
        }
    }

    fn literal(&mut self, value: LiteralValue) -> Node {
        use TokenKind as T;
        let mut at = self.pass(|kind, _| {
            matches!(kind, T::TokTrue | T::TokFalse | T::TokInt | T::TokFloat | T::TokString | T::TokNull)
        });
        let (value, negative) = match value {
            LiteralValue::Boolean(value) => (Literal::Bool(*value.inner()), false),
            LiteralValue::Int(value) => (Literal::Int(*value.inner()), value.is_negative()),
            LiteralValue::Double(value) => (Literal::Double(*value.inner()), value.is_sign_negative()),
            LiteralValue::String(value) => (Literal::Text(value.inner().to_owned()), false),
            LiteralValue::Bytes(_) | LiteralValue::UInt(_) | LiteralValue::Null => {
                return Node { start: at, at, kind: NodeKind::Unsupported };
            }
        };
        let sign = self.next.checked_sub(2).and_then(|place| self.tokens.get(place));
        if let Some(sign) = sign.filter(|sign| negative && sign.kind == T::TokMinus) {
            at = sign.start;
        }
        Node { start: at, at, kind: NodeKind::Literal(value) }
    }

    fn call(&mut self, call: CallExpr) -> Node {
        let mut args = call.args;
        let name = call.func_name;
        let pair = |args: &mut Vec<IdedExpr>| args.pop().and_then(|right| Some((args.pop()?, right)));
        match name.as_str() {
            operators::LOGICAL_AND => self.chain(args, TokenKind::TokLogicalAnd, NodeKind::All),
            operators::LOGICAL_OR => self.chain(args, TokenKind::TokLogicalOr, NodeKind::Any),
            operators::LOGICAL_NOT => self.unary(args, TokenKind::TokExclamation, NodeKind::Not),
            operators::NEGATE => self.unary(args, TokenKind::TokMinus, NodeKind::Negate),
            operators::CONDITIONAL => {
                let mut parts = args.into_iter();
                let condition = self.node(parts.next().unwrap_or_default());
                let at = self.pass_kind(TokenKind::TokQuestion);
                let then = self.node(parts.next().unwrap_or_default());
                self.pass_kind(TokenKind::TokColon);
                let otherwise = self.node(parts.next().unwrap_or_default());
                Node {
                    start: condition.start,
                    at,
                    kind: NodeKind::Choice(Box::new([condition, then, otherwise])),
                }
            }
            operators::INDEX | operators::OPT_INDEX | operators::OPT_SELECT => {
                let (of, inner) = pair(&mut args).unwrap_or_default();
                let of = self.node(of);
                let at = self.pass_kind(TokenKind::TokLeftBracket);
                self.node(inner);
                Node { start: of.start, at, kind: NodeKind::Unsupported }
            }
            _ => match (operator(&name), call.target) {
                (Some((operator, sign)), _) => {
                    let (left, right) = pair(&mut args).unwrap_or_default();
                    let left = self.node(left);
                    let at = self.pass_kind(sign);
                    let right = self.node(right);
                    Node { start: left.start, at, kind: NodeKind::Binary(operator, Box::new((left, right))) }
                }
                (None, target) => {
                    let target = target.map(|target| Box::new(self.node(*target)));
                    let name = name.trim_start_matches('.').to_owned();
                    let at = self.pass_name(&name);
                    let start = target.as_ref().map_or(at, |target| target.start);
                    let args = args.into_iter().map(|arg| self.node(arg)).collect();
                    Node { start, at, kind: NodeKind::Call { target, name, args } }
                }
            },
        }
    }

    fn unary(&mut self, args: Vec<IdedExpr>, sign: TokenKind, make: fn(Box<Node>) -> NodeKind) -> Node {
        let at = self.pass_kind(sign);
        let operand = self.node(args.into_iter().next().unwrap_or_default());
        Node { start: at, at, kind: make(Box::new(operand)) }
    }

    fn chain(&mut self, args: Vec<IdedExpr>, sign: TokenKind, make: fn(Vec<Node>) -> NodeKind) -> Node {
        let mut at = 0;
        let mut terms: Vec<Node> = Vec::with_capacity(args.len());
        for (place, arg) in args.into_iter().enumerate() {
            if place > 0 {
                let sign = self.pass_kind(sign);
                at = if place == 1 { sign } else { at };
            }
            terms.push(self.node(arg));
        }
        Node { start: terms.first().map_or(0, |term| term.start), at, kind: make(terms) }
    }
}

/// The operator that the parser calls by a name, and its word.
fn operator(name: &str) -> Option<(Operator, TokenKind)> {
    use TokenKind as T;
    let found = match name {
        operators::ADD => (Operator::Arithmetic(Arithmetic::Add), T::TokPlus),
        operators::SUBSTRACT => (Operator::Arithmetic(Arithmetic::Subtract), T::TokMinus),
        operators::MULTIPLY => (Operator::Arithmetic(Arithmetic::Multiply), T::TokAsterisk),
        operators::DIVIDE => (Operator::Arithmetic(Arithmetic::Divide), T::TokSlash),
        operators::MODULO => (Operator::Arithmetic(Arithmetic::Remainder), T::TokPercent),
        operators::EQUALS => (Operator::Comparison(Comparison::Equal), T::TokEqualEqual),
        operators::NOT_EQUALS => (Operator::Comparison(Comparison::NotEqual), T::TokExclamationEqual),
        operators::LESS => (Operator::Comparison(Comparison::Less), T::TokLess),
        operators::LESS_EQUALS => (Operator::Comparison(Comparison::LessEqual), T::TokLessEqual),
        operators::GREATER => (Operator::Comparison(Comparison::Greater), T::TokGreater),
        operators::GREATER_EQUALS => (Operator::Comparison(Comparison::GreaterEqual), T::TokGreaterEqual),
        operators::IN => (Operator::In, T::TokIn),
        _ => return None,
    };
    Some(found)
}
