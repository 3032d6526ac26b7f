//! How near two names are, to say what may be meant.

/// How many characters must be added, left out or changed to make one the other.
pub(super) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, character) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line.saturating_add(1);
        for (column, &wanted) in other.iter().enumerate() {
            let changed = diagonal.saturating_add(usize::from(character != wanted));
            diagonal = row[column.saturating_add(1)];
            let moved = diagonal.min(row[column]).saturating_add(1);
            row[column.saturating_add(1)] = changed.min(moved);
        }
    }
    row.last().copied().unwrap_or_default()
}
