//! Lists: which page of one, and what is on it.

/// Rows that a list reaches deep, and that a filter may match: an export goes further.
pub const DEPTH: usize = 10_000;
/// Rows on a page at most.
pub const LARGEST_PAGE: usize = 100;

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageOf {
    number: usize,
    limit: usize,
}

impl PageOf {
    /// The page of this number, from 1, where each has so many rows; none where it is 0, where a
    /// page would have no rows or more than 100, or where it ends beyond the depth of a list.
    #[must_use]
    pub fn new(number: usize, limit: usize) -> Option<Self> {
        let page = Self { number, limit };
        let is_page = number >= 1 && (1..=LARGEST_PAGE).contains(&limit);
        (is_page && number.checked_mul(limit)? <= DEPTH).then_some(page)
    }

    /// Rows on a page.
    #[must_use]
    pub fn limit(self) -> usize {
        self.limit
    }

    /// Rows before the page.
    #[must_use]
    pub fn skipped(self) -> usize {
        (self.number - 1) * self.limit
    }

    /// Rows to its end.
    #[must_use]
    pub fn reach(self) -> usize {
        self.number * self.limit
    }

    /// What of a whole list is on the page.
    #[must_use]
    pub fn of<T>(self, list: Vec<T>) -> Listed<T> {
        let total = list.len();
        Listed { items: list.into_iter().skip(self.skipped()).take(self.limit).collect(), total }
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Listed<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Rows of the whole list.
    pub total: usize,
}

impl<T> Listed<T> {
    /// The page of a list that has nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self { items: Vec::new(), total: 0 }
    }

    /// The page of a list that has this or nothing.
    #[must_use]
    pub fn one(page: PageOf, item: Option<T>) -> Self {
        page.of(item.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::PageOf;

    #[test]
    fn a_page_lies_within_the_depth_of_a_list() {
        for (number, limit) in [(1, 1), (1, 100), (100, 100), (10_000, 1)] {
            assert!(PageOf::new(number, limit).is_some(), "{number} × {limit}");
        }
        for (number, limit) in [(0, 10), (1, 0), (1, 101), (101, 100), (10_001, 1), (usize::MAX, 2)]
        {
            assert!(PageOf::new(number, limit).is_none(), "{number} × {limit}");
        }
    }

    #[test]
    fn pages_meet_without_a_gap() {
        let page = |number| PageOf::new(number, 2).unwrap().of(vec![1, 2, 3]);
        assert_eq!((page(1).items, page(1).total), (vec![1, 2], 3));
        assert_eq!((page(2).items, page(2).total), (vec![3], 3));
        assert_eq!((page(3).items, page(3).total), (vec![], 3));
    }
}
