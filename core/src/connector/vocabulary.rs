//! The words that PMSs use when they report a failure.

/// In lower case, sorted. May, June and April are months here; whoever is called that has a last
/// name too.
#[rustfmt::skip]
pub(super) const VOCABULARY: &[&str] = &[
    "a", "about", "above", "acceptable", "accepted", "access", "account", "accounts", "action",
    "active", "activity", "address", "admin", "administrator", "after", "again", "agreement",
    "all", "allowed", "already", "also", "amount", "an", "and", "another", "any", "api",
    "apikey", "applicant", "application", "applications", "apps", "april", "archive", "are",
    "argument", "array", "as", "assigned", "at", "attempt", "attribute", "august",
    "authenticate", "authenticated", "authentication", "authorised", "authorization",
    "authorized", "available", "aws", "bad", "balance", "based", "batch", "be", "because",
    "been", "before", "begin", "being", "below", "between", "billing", "blank", "body", "both",
    "bucket", "build", "building", "busy", "but", "by", "call", "called", "calls", "can",
    "canceled", "cancelled", "cannot", "change", "changed", "character", "check", "client",
    "clientid", "code", "column", "com", "command", "common", "communication", "company",
    "complete", "concurrent", "condition", "config", "configuration", "configured", "conflict",
    "connect", "connection", "contact", "contain", "contains", "content", "contract", "control",
    "correct", "could", "create", "created", "credential", "credentials", "current", "currently",
    "customer", "daily", "data", "database", "date", "day", "days", "db", "deadline", "deadlock",
    "deadlocked", "december", "default", "delete", "deleted", "denied", "deny", "details", "did",
    "different", "disabled", "disconnected", "display", "do", "document", "does", "domain",
    "done", "download", "due", "duplicate", "during", "each", "element", "email", "empty",
    "enabled", "encrypted", "end", "endpoint", "enter", "entered", "entity", "entrata", "entry",
    "environment", "error", "errorcode", "errors", "eviction", "exceeded", "exceeds",
    "exception", "executed", "executing", "execution", "exhausted", "exist", "existing",
    "exists", "expected", "expired", "expiredtoken", "expression", "external", "fail", "failed",
    "failure", "false", "fault", "feature", "february", "field", "fields", "file", "files",
    "first", "for", "forbidden", "format", "found", "friday", "from", "full", "function",
    "future", "gateway", "general", "get", "getproperties", "getratelimits", "getresidents",
    "given", "go", "good", "granted", "group", "guarantor", "guest", "has", "have", "he",
    "header", "help", "hit", "holder", "host", "hour", "hours", "how", "http", "https", "id",
    "identifier", "identity", "ids", "if", "in", "inactive", "incorrect", "index", "information",
    "input", "inquiry", "instance", "insufficient", "insurance", "integration", "interface",
    "interfaces", "internal", "interval", "into", "invalid", "invalidaccesskeyid", "ip", "is",
    "issue", "it", "item", "its", "january", "json", "july", "june", "key", "keys", "kind",
    "known", "last", "later", "lead", "lease", "leases", "length", "less", "level", "license",
    "licensed", "licensekey", "limit", "limited", "limits", "line", "list", "listing", "loaded",
    "local", "lock", "locked", "log", "logged", "login", "logon", "long", "maintenance",
    "malformed", "management", "manager", "many", "mapping", "march", "matching", "max",
    "maximum", "maxrows", "may", "message", "method", "minute", "minutes", "missing", "mode",
    "module", "monday", "month", "more", "move", "mri", "must", "name", "names", "need",
    "needed", "network", "new", "next", "no", "node", "none", "not", "notice", "november",
    "null", "number", "object", "occupant", "occupants", "october", "of", "off", "office", "ok",
    "old", "on", "once", "one", "online", "only", "open", "operation", "operator", "option",
    "or", "order", "organization", "other", "our", "out", "over", "overflow", "overloaded",
    "own", "owner", "page", "pages", "parameter", "parameters", "parse", "part", "partner",
    "password", "past", "path", "pay", "payment", "payments", "pending", "per", "period",
    "permission", "permissions", "permitted", "person", "phone", "place", "platform", "please",
    "pmc", "pmcid", "pms", "policy", "pool", "port", "portal", "portfolio", "possible", "post",
    "previous", "primary", "privilege", "privileges", "problem", "process", "processed",
    "processing", "product", "production", "profile", "program", "properties", "property",
    "propertyid", "protocol", "provided", "provider", "proxy", "query", "queue", "quota",
    "range", "rate", "rates", "read", "ready", "real", "realpage", "reason", "received",
    "record", "records", "reference", "refresh", "refused", "region", "rejected", "remote",
    "removed", "rent", "rental", "renters", "report", "reports", "request", "requested",
    "requests", "require", "required", "requires", "rerun", "reset", "resident", "residents",
    "resman", "resource", "resources", "response", "responses", "result", "results", "retry",
    "return", "returned", "rights", "rmpropid", "role", "roommate", "row", "rows", "rule", "run",
    "running", "runtime", "said", "sandbox", "saturday", "schedule", "scheduled", "schema",
    "scope", "search", "second", "seconds", "secret", "section", "secure", "security", "see",
    "send", "sender", "sent", "september", "serializable", "server", "service", "services",
    "session", "set", "setting", "settings", "setup", "should", "sign", "signature", "signed",
    "single", "site", "siteid", "sites", "size", "soap", "soapaction", "some", "something",
    "sorry", "source", "specified", "sql", "ssl", "stack", "standard", "start", "started",
    "state", "status", "step", "still", "stop", "stopped", "stored", "string", "submit",
    "subscription", "success", "successful", "such", "suite", "sunday", "support", "supported",
    "suspended", "syntax", "system", "table", "temporarily", "temporary", "tenant", "tenants",
    "terminated", "test", "than", "that", "the", "their", "then", "there", "these", "they",
    "this", "throttled", "throttling", "thursday", "time", "timed", "timeout", "timestamp", "to",
    "today", "token", "tokens", "too", "total", "transaction", "transfer", "true", "try",
    "tuesday", "type", "types", "unable", "unauthorised", "unauthorized", "unavailable",
    "undefined", "under", "unexpected", "unexpectedly", "unhandled", "unit", "units", "unknown",
    "unreachable", "unspecified", "unsupported", "until", "up", "update", "updated", "upgrade",
    "upload", "url", "use", "used", "user", "username", "users", "using", "valid", "validate",
    "validation", "value", "values", "vendor", "verification", "verify", "version", "victim",
    "violation", "voyager", "wait", "warning", "was", "way", "we", "web", "website", "wednesday",
    "were", "what", "when", "where", "which", "while", "who", "will", "window", "with", "within",
    "without", "word", "work", "would", "write", "wrong", "wsdl", "xml", "xpath", "yardi", "yes",
    "yet", "you", "your", "zero", "zip", "zone",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_sorted() {
        assert!(VOCABULARY.is_sorted());
        assert!(VOCABULARY.iter().all(|word| *word == word.to_lowercase()));
    }
}
