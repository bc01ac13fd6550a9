use quick_xml::escape::escape;

/// The version of SOAP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Version {
    /// SOAP 1.1: `text/xml` and a `SOAPAction` header.
    #[default]
    V1_1,
    /// SOAP 1.2: `application/soap+xml` with the action as a parameter.
    V1_2,
}

/// A call of an operation (document/literal).
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The version of SOAP.
    pub version: Version,
    /// The namespace of the operation and of its parameters.
    pub namespace: &'a str,
    /// The operation.
    pub operation: &'a str,
    /// The `SOAPAction`.
    pub action: &'a str,
}

/// A parameter of a call.
#[derive(Clone)]
pub enum Parameter<'a> {
    /// An element with text.
    Text(&'a str, &'a str),
    /// An element with elements.
    Group(&'a str, Vec<Parameter<'a>>),
}

impl Call<'_> {
    /// The `Content-Type`.
    pub fn content_type(&self) -> String {
        match self.version {
            Version::V1_1 => "text/xml; charset=utf-8".into(),
            Version::V1_2 => {
                format!("application/soap+xml; charset=utf-8; action=\"{}\"", self.action)
            }
        }
    }

    /// The value of the `SOAPAction` header, if this version has one.
    pub fn soap_action(&self) -> Option<String> {
        (self.version == Version::V1_1).then(|| format!("\"{}\"", self.action))
    }

    /// The envelope, with the parameters in the order given: servers drop
    /// parameters that are not in their contract's order.
    pub fn envelope(&self, parameters: &[Parameter<'_>]) -> String {
        let soap = match self.version {
            Version::V1_1 => "http://schemas.xmlsoap.org/soap/envelope/",
            Version::V1_2 => "http://www.w3.org/2003/05/soap-envelope",
        };
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"{soap}\">\
             <soap:Body><{} xmlns=\"{}\">",
            self.operation, self.namespace
        );
        write(&mut text, parameters);
        text += &format!("</{}></soap:Body></soap:Envelope>", self.operation);
        text
    }
}

fn write(text: &mut String, parameters: &[Parameter<'_>]) {
    for parameter in parameters {
        match parameter {
            Parameter::Text(name, value) => {
                *text += &format!("<{name}>{}</{name}>", escape(*value));
            }
            Parameter::Group(name, inner) => {
                *text += &format!("<{name}>");
                write(text, inner);
                *text += &format!("</{name}>");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Call<'_> =
        Call { version: Version::V1_1, namespace: "urn:s", operation: "Get", action: "urn:s/Get" };

    #[test]
    fn an_envelope() {
        let parameters = [
            Parameter::Text("A", "x<&>\"y"),
            Parameter::Group("B", vec![Parameter::Text("C", "")]),
        ];
        assert_eq!(
            CALL.envelope(&parameters),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
             <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
             <Get xmlns=\"urn:s\"><A>x&lt;&amp;&gt;&quot;y</A><B><C></C></B></Get>\
             </soap:Body></soap:Envelope>"
        );
    }

    #[test]
    fn what_the_versions_differ_in() {
        let v12 = Call { version: Version::V1_2, ..CALL };
        assert_eq!(CALL.soap_action().as_deref(), Some("\"urn:s/Get\""));
        assert_eq!(v12.soap_action(), None);
        assert_eq!(v12.content_type(), "application/soap+xml; charset=utf-8; action=\"urn:s/Get\"");
        assert!(v12.envelope(&[]).contains("http://www.w3.org/2003/05/soap-envelope"));
    }
}
