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
