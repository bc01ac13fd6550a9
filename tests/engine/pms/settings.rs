//! `[connector]` tables for the fakes' demo credentials.

/// Yardi's, for an interface; `more` are further lines.
pub(super) fn yardi(url: &str, interface: &str, more: &str) -> String {
    format!(
        "kind = \"yardi\"\nurl = \"{url}/webservices\"\ninterface = \"{interface}\"\n\
         username = \"demo_ws\"\npassword = \"demo-password\"\n\
         server_name = 'demo-sql\\VOYAGER'\ndatabase = \"demo_live\"\n\
         interface_entity = \"Example Access\"\ninterface_license = \"\"\"DEMO+LICENSE\n/0000==\"\"\"\n\
         properties = [\"maple\"]\n{more}\n"
    )
}

/// RealPage's, for the fake's demo site.
pub(super) fn realpage(url: &str, site: &str) -> String {
    format!(
        "kind = \"realpage\"\nurl = \"{url}/rpxgateway/partner/Demo/Demo.svc\"\npmc_id = \"1000001\"\n\
         sites = [\"{site}\"]\nlicense_key = \"00000000-0000-4000-8000-000000000001\"\n"
    )
}

/// ResMan's, of a version.
pub(super) fn resman(url: &str, version: u8, property: &str) -> String {
    format!(
        "kind = \"resman\"\nversion = {version}\nurl = \"{url}\"\nintegration_partner_id = \"1001\"\n\
         api_key = \"demo-api-key\"\naccount_id = \"400\"\nproperties = [\"{property}\"]\n"
    )
}

/// MRI's, in a format.
pub(super) fn mri(url: &str, format: &str, property: &str) -> String {
    format!(
        "kind = \"mri\"\nurl = \"{url}/mriapiservices/api.asp\"\nclient_id = \"C000001\"\n\
         database = \"DEMODB\"\nusername = \"DEMOUSER\"\npartner_key = \"DEMO-PARTNER-KEY\"\n\
         password = \"demo-password\"\nformat = \"{format}\"\nproperties = [\"{property}\"]\n"
    )
}
