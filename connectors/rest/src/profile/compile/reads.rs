use tenantry_core::connector::ReadFrom;
use toml::Spanned;

use super::super::{document::Resident, lists::Sources};

/// The fields of a resident, with the paths that a profile has for them. Fields that a record
/// cannot be read without are left out.
pub(super) fn reads(resident: &Resident) -> Vec<ReadFrom> {
    let fields = [
        ("email", &resident.email),
        ("phone", &resident.phone),
        ("building", &resident.building),
        ("unit", &resident.unit),
        ("household_id", &resident.household_id),
        ("lease_start", &resident.lease_start),
        ("lease_end", &resident.lease_end),
        ("move_in", &resident.move_in),
        ("move_out", &resident.move_out),
        ("previous_external_id", &resident.previous_external_id),
    ];
    let role = resident.role.as_ref().map(|role| ("role", &role.from));
    let fields = fields.into_iter().filter_map(|(field, from)| Some((field, from.as_ref()?)));
    let reads = fields.chain(role).map(|(field, from)| ReadFrom { field, place: place(from) });
    reads.filter(|read| !read.place.is_empty()).collect()
}

/// The paths as the profile writes them; blank for a constant.
fn place(from: &Spanned<Sources>) -> String {
    let sources = from.get_ref().0.iter();
    let paths = sources.flat_map(|source| source.path.iter().chain(source.join.iter().flatten()));
    paths.cloned().collect::<Vec<_>>().join(", ")
}
