//! Enumerations of which each value stands for a constant: one row for both.

/// An enumeration, with `ALL` of its values in order, and a function that gives the
/// constant of each.
macro_rules! table {
    (
        $(#[$about:meta])* enum $table:ident;
        $(#[$about_constant:meta])* fn $constant:ident -> $type:ty;
        $($(#[$about_row:meta])* $name:ident = $value:expr,)*
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $table {
            $($(#[$about_row])* $name,)*
        }

        impl $table {
            /// Every value, in the order of the table.
            pub const ALL: [Self; [$($value,)*].len()] = [$(Self::$name,)*];

            $(#[$about_constant])*
            #[must_use]
            pub const fn $constant(self) -> $type {
                match self {
                    $(Self::$name => $value,)*
                }
            }
        }
    };
}

pub(crate) use table;
