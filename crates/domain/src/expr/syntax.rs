//! The syntax tree of an expression, with the place of every node in its source.

/// One node.
#[derive(Debug)]
pub(super) struct Node {
    /// Where it begins: a byte offset.
    pub(super) start: usize,
    /// Where the word is that makes it what it is: the operator, the member's or the function's name.
    pub(super) at: usize,
    /// What it is.
    pub(super) kind: NodeKind,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum NodeKind {
    /// A literal.
    Literal(Literal),
    /// A name on its own.
    Name(String),
    /// `of.name`
    Member { of: Box<Node>, name: String },
    /// `has(of.name)`
    Has { of: Box<Node>, name: String },
    /// `name(args)` or `target.name(args)`
    Call { target: Option<Box<Node>>, name: String, args: Vec<Node> },
    /// `!operand`
    Not(Box<Node>),
    /// `-operand`
    Negate(Box<Node>),
    /// `left operator right`
    Binary(Operator, Box<(Node, Node)>),
    /// `a && b && …`
    All(Vec<Node>),
    /// `a || b || …`
    Any(Vec<Node>),
    /// `condition ? then : otherwise`
    Choice(Box<[Node; 3]>),
    /// `[a, b, …]`
    List(Vec<Node>),
    /// What CEL has and this language lacks.
    Unsupported,
}

/// A literal value.
#[derive(Debug)]
pub(super) enum Literal {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
}

/// A binary operator other than `&&` and `||`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// One of `+ - * / %`.
    Arithmetic(Arithmetic),
    /// One of `== != < <= > >=`.
    Comparison(Comparison),
    /// `in`
    In,
}

/// An operator that computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Arithmetic {
    /// How it is written.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

/// An operator that compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Comparison {
    /// How it is written.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }
}
