#[cfg(test)]
mod tests {
    #[test]
    fn passes() {}
    #[test]
    fn fails() { assert_eq!(1 + 1, 3, "sums differ"); }
    #[test]
    #[ignore]
    fn ignored() {}
    #[test]
    fn flaky() {
        let first = !std::path::Path::new("seen").exists();
        std::fs::write("seen", "").unwrap();
        assert!(!first, "first time");
    }
}
