//! `[connector]` tables for the fakes' demo credentials.

/// Settings for a Yardi interface; `more` adds lines.
pub(crate) fn yardi(url: &str, interface: &str, more: &str) -> String {
    format!(
        "kind = \"yardi\"\nurl = \"{url}/webservices\"\ninterface = \"{interface}\"\n\
         username = \"demo_ws\"\npassword = \"demo-password\"\n\
         server_name = 'demo-sql\\VOYAGER'\ndatabase = \"demo_live\"\n\
         interface_entity = \"Example Access\"\ninterface_license = \"\"\"DEMO+LICENSE\n/0000==\"\"\"\n\
         properties = [\"maple\"]\n{more}\n"
    )
}

/// Settings for RealPage, with the fake's demo site.
pub(crate) fn realpage(url: &str, site: &str) -> String {
    format!(
        "kind = \"realpage\"\nurl = \"{url}/rpxgateway/partner/Demo/Demo.svc\"\npmc_id = \"1000001\"\n\
         sites = [\"{site}\"]\nlicense_key = \"00000000-0000-4000-8000-000000000001\"\n"
    )
}

/// Settings for a version of ResMan.
pub(crate) fn resman(url: &str, version: u8, property: &str) -> String {
    format!(
        "kind = \"resman\"\nversion = {version}\nurl = \"{url}\"\nintegration_partner_id = \"1001\"\n\
         api_key = \"demo-api-key\"\naccount_id = \"400\"\nproperties = [\"{property}\"]\n"
    )
}

/// Settings for MRI in a format.
pub(crate) fn mri(url: &str, format: &str, property: &str) -> String {
    format!(
        "kind = \"mri\"\nurl = \"{url}/mriapiservices/api.asp\"\nclient_id = \"C000001\"\n\
         database = \"DEMODB\"\nusername = \"DEMOUSER\"\npartner_key = \"DEMO-PARTNER-KEY\"\n\
         password = \"demo-password\"\nformat = \"{format}\"\nproperties = [\"{property}\"]\n"
    )
}

/// Settings for the REST connector with a built-in profile.
pub(crate) fn rest(url: &str, profile: &str) -> String {
    rest_with(url, profile, profile, "")
}

/// Settings for the REST connector and the PMS of a profile, read with
/// this profile, which can be a file; `more` adds lines.
pub(crate) fn rest_with(url: &str, pms: &str, profile: &str, more: &str) -> String {
    const CLIENT: &str = "client_id = \"demo-client\"\nclient_secret = \"demo-secret\"\n";
    const KEY: &str = "api_key = \"demo-key\"\n";
    const DEVELOPER: &str = "developer_id = \"00000000-0000-4000-8000-000000000001\"\n";
    const SYSTEM: &str = "system_id = \"7001\"\n";
    const USER: &str = "username = \"demo\"\npassword = \"demo-password\"\n";
    let (folder, property, credentials) = match pms {
        "appfolio" => ("", "17", vec![CLIENT]),
        "appfolio-v0" => ("", "00000000-aaaa-4000-8000-000000000017", vec![CLIENT, DEVELOPER]),
        "buildium" => ("/v1", "10", vec![CLIENT]),
        "doorloop" => ("/api", "64f000000000000000000007", vec![KEY]),
        "entrata" | "entrata-customers" => ("/ext/orgs/demo/v1", "500100", vec![KEY]),
        "propertyware" => ("/pw/api/rest/v1", "1100000001", vec![CLIENT, SYSTEM]),
        "rentmanager" => ("", "3", vec![USER]),
        _ => ("", "", vec![CLIENT]),
    };
    let properties =
        if property.is_empty() { "[]".to_owned() } else { format!("[\"{property}\"]") };
    // The fakes have no rate limits, and the vendors' would slow the tests down.
    format!(
        "kind = \"rest\"\nprofile = \"{profile}\"\nurl = \"{url}{folder}\"\nproperties = {properties}\n\
         requests_per_minute = 60000\n{more}\n[connector.credentials]\n{}",
        credentials.concat()
    )
}
