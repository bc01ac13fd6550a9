use rstest::rstest;

use super::super::url;

#[rstest]
#[case("t0001000", "/p/maple-court/why/t0001000")]
#[case("weak:101:0e80", "/p/maple-court/why/weak%3A101%3A0e80")]
#[case("a/b?c#d&e%2e", "/p/maple-court/why/a%2Fb%3Fc%23d%26e%252e")]
#[case("é ü", "/p/maple-court/why/%C3%A9%20%C3%BC")]
fn an_id_of_the_pms_stays_one_segment(#[case] id: &str, #[case] expected: &str) {
    assert_eq!(url::why("maple-court", id), expected);
}

#[test]
fn blank_values_are_left_out_of_a_query() {
    let url = url::query("/p/x/people", &[("search", "a&b"), ("unit", ""), ("after", "z")]);
    assert_eq!(url, "/p/x/people?search=a%26b&after=z");
}
