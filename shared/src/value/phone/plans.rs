//! The world's numbering plans, as far as a phone number is checked: for each calling code the countries that share it,
//! the trunk prefix, and for each length of a national number the first two digits it can have.
//!
//! `plans.txt` has a line per calling code: `34 ES - 9:5-9` means +34, Spain, no trunk prefix, nine digits of which the
//! first is 5 to 9; `80-82` are the numbers that start with 80, 81 or 82. Two digits, and not more, because plans grow within
//! what they have: a number that is refused though it exists is worse than one that is taken though it doesn't. The table is made from libphonenumber's metadata by
//! `tests/phone_plans.rs`, which also checks that it is up to date.

use std::sync::OnceLock;

const TABLE: &str = include_str!("plans.txt");

/// The numbers of one calling code.
#[derive(Debug)]
pub(super) struct Plan {
    /// 1 to 3 digits.
    pub(super) code: &'static str,
    /// ISO 3166 alpha-2, the main country first, separated by commas; `001` for codes that belong to no country.
    regions: &'static str,
    /// What is dialled before a number within the country and isn't part of it: mostly `0`, or nothing.
    pub(super) trunk: &'static str,
    /// By length, ascending.
    lengths: Vec<(usize, Prefixes)>,
}

/// A bit for each first two digits, 00 to 99.
#[derive(Debug)]
struct Prefixes(u128);

impl Plan {
    /// The plan whose calling code a number starts with, and the rest of the number. No calling code starts with another.
    pub(super) fn of_number(digits: &str) -> Option<(&'static Plan, &str)> {
        let all = all();
        (1..=3.min(digits.len())).find_map(|length| {
            let (code, national) = digits.split_at(length);
            let place = usize::from(*all.by_code.get(number(code))?);
            // `007` is no way to say `7`.
            let plan = all.plans.get(place).filter(|plan| plan.code.len() == length)?;
            Some((plan, national))
        })
    }

    /// The plan of a country, by its ISO 3166 alpha-2 code in capitals.
    pub(super) fn of_country(country: &str) -> Option<&'static Plan> {
        let all = all();
        let place = all
            .by_country
            .binary_search_by_key(&country, |(country, _)| country)
            .ok()?;
        all.plans.get(all.by_country[place].1)
    }

    /// Whether a national number, without trunk prefix, has a length and first digits of the plan.
    pub(super) fn has(&self, national: &str) -> bool {
        let Some((_, prefixes)) = self.lengths.iter().find(|(length, _)| *length == national.len()) else {
            return false;
        };
        prefixes.has(number(&national[..2.min(national.len())]))
    }

    /// The fewest and the most digits of a national number.
    pub(super) fn digits(&self) -> (usize, usize) {
        let length = |of: Option<&(usize, Prefixes)>| of.map_or(0, |(length, _)| *length);
        (length(self.lengths.first()), length(self.lengths.last()))
    }

    /// The main country, or the calling code where it belongs to none.
    pub(super) fn name(&self) -> String {
        match self.regions.split(',').next() {
            Some(country) if country != "001" => country.to_owned(),
            _ => format!("+{}", self.code),
        }
    }

    /// `line` as `plans.txt` has it.
    fn parse(line: &'static str) -> Option<Self> {
        let mut columns = line.split(' ');
        let (code, regions, trunk) = (columns.next()?, columns.next()?, columns.next()?);
        let lengths = columns.map(|column| {
            let (length, ranges) = column.split_once(':')?;
            Some((length.parse().ok()?, Prefixes::parse(ranges)))
        });
        Some(Self {
            code,
            regions,
            trunk: if trunk == "-" { "" } else { trunk },
            lengths: lengths.collect::<Option<_>>()?,
        })
    }
}

impl Prefixes {
    fn parse(ranges: &str) -> Self {
        let mut prefixes = 0;
        for range in ranges.split(',') {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            // `5-9` is 50 to 99, `80-82` is itself.
            let each = if from.len() == 1 { 10 } else { 1 };
            for prefix in number(from) * each..(number(to) + 1) * each {
                prefixes |= 1 << prefix;
            }
        }
        Self(prefixes)
    }

    fn has(&self, prefix: usize) -> bool {
        self.0 >> prefix & 1 == 1
    }
}

/// The number that ASCII digits say.
fn number(digits: &str) -> usize {
    digits
        .bytes()
        .fold(0, |n, b| n * 10 + usize::from(b.wrapping_sub(b'0')))
}

/// Every plan, and where it is found.
struct Plans {
    /// By calling code as text.
    plans: Vec<Plan>,
    /// The place of a calling code's plan; one past the end for numbers that are none.
    by_code: Vec<u16>,
    /// The place of a country's plan, by country.
    by_country: Vec<(&'static str, usize)>,
}

fn all() -> &'static Plans {
    static ALL: OnceLock<Plans> = OnceLock::new();
    ALL.get_or_init(|| {
        let plans: Vec<Plan> = TABLE.lines().filter_map(Plan::parse).collect();
        let (mut by_code, mut by_country) = (vec![plans.len() as u16; 1000], Vec::new());
        for (place, plan) in plans.iter().enumerate() {
            by_code[number(plan.code)] = place as u16;
            by_country.extend(
                plan.regions
                    .split(',')
                    .filter(|region| *region != "001")
                    .map(|region| (region, place)),
            );
        }
        by_country.sort_unstable();
        Plans {
            plans,
            by_code,
            by_country,
        }
    })
}

/// Every country that has a plan, by ISO 3166 alpha-2 code.
pub(super) fn countries() -> impl Iterator<Item = (&'static str, &'static Plan)> {
    all()
        .by_country
        .iter()
        .map(|(country, place)| (*country, &all().plans[*place]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_plan() {
        let plans = &all().plans;
        assert_eq!(plans.len(), TABLE.lines().count());
        assert!(plans.is_sorted_by(|a, b| a.code < b.code));
        for plan in plans {
            assert!(
                plan.lengths.iter().all(|(length, _)| (4..=14).contains(length)),
                "{plan:?}"
            );
            assert!(plan.lengths.is_sorted_by(|a, b| a.0 < b.0), "{plan:?}");
        }
        let codes: Vec<&str> = plans.iter().map(|plan| plan.code).collect();
        assert!(
            codes.iter().all(|a| codes.iter().all(|b| a == b || !a.starts_with(b))),
            "no code starts with another"
        );
    }

    #[test]
    fn every_country_has_one_plan() {
        let mut seen: Vec<&str> = countries().map(|(country, _)| country).collect();
        seen.sort_unstable();
        assert!(
            seen.iter()
                .all(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase()))
        );
        assert!(seen.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(seen.len() > 240, "{}", seen.len());
        assert!(seen.iter().all(|country| Plan::of_country(country).is_some()));
    }
}
