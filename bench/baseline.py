"""The straightforward way: the csv and sqlite3 modules, a dict of accounts.

Does the job of a sync for the benchmark's feeds: keys, duplicate emails, name
and email mismatches, ends, an audit row per change, all in one transaction. It
has no safety rule, no undo and no error paths.
"""
import csv, json, re, sqlite3, sys, unicodedata

SCHEMA = """
create table if not exists accounts(id integer primary key, email text, email_key text unique, first_name text,
  last_name text, name_key text, phone text, kind text, status text);
create index if not exists accounts_name on accounts(name_key);
create table if not exists residencies(id integer primary key, account_id integer references accounts(id),
  external_id text, lease_id text, building text, unit text, status text, lease_start text, lease_end text,
  move_in text, move_out text, ended_on text, pms_first text, pms_last text, pms_email text, pms_phone text);
create unique index if not exists residencies_external on residencies(external_id, lease_id);
create index if not exists residencies_account on residencies(account_id);
create table if not exists alerts(id integer primary key, kind text, subject text, state text, message text, details text);
create table if not exists changes(id integer primary key, run_id integer, action text, reason text, external_id text,
  account_id integer, account_email text, residency_id integer, fields text);
create index if not exists changes_run on changes(run_id);
create index if not exists changes_account on changes(account_id);
create table if not exists runs(id integer primary key, outcome text);
"""
PLACE = ["building", "unit", "status", "lease_start", "lease_end", "move_in", "move_out"]
IN_SCOPE = {"future", "current", "notice", "eviction"}


def email_key(email):
    email = unicodedata.normalize("NFKC", email.strip()).lower()
    return email if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email) else None


def name_key(first, last):
    text = unicodedata.normalize("NFKD", first + last)
    return "".join(c for c in text.casefold() if c.isalnum() and not unicodedata.combining(c))


def phone_key(phone):
    digits = re.sub(r"\D", "", phone)
    return "+1" + digits if len(digits) == 10 else phone or None


def read(path, today):
    residents = []
    with open(path, newline="", encoding="utf-8") as feed:
        for row in csv.DictReader(feed):
            resident = {key: value.strip() or None for key, value in row.items()}
            resident["status"] = resident["status"].lower()
            resident["email_key"] = email_key(resident["email"] or "")
            resident["name_key"] = name_key(resident["first_name"], resident["last_name"])
            resident["phone_key"] = phone_key(resident["phone"] or "")
            moved = resident["move_out"] is not None and resident["move_out"] < today
            resident["in_scope"] = resident["status"] in IN_SCOPE and not moved
            residents.append(resident)
    return residents


def sync(db, feed, today):
    residents = read(feed, today)
    accounts = {row["id"]: dict(row) for row in db.execute("select * from accounts")}
    by_email = {account["email_key"]: account for account in accounts.values()}
    by_name = {}
    for account in accounts.values():
        by_name.setdefault(account["name_key"], []).append(account)
    links = {}
    linked_accounts = set()
    for row in db.execute("select * from residencies"):
        if row["external_id"]:
            links[row["external_id"], row["lease_id"]] = dict(row)
    groups = {}
    for resident in residents:
        if resident["in_scope"] and resident["email_key"]:
            groups.setdefault(resident["email_key"], []).append(resident)
        residency = links.get((resident["external_id"], resident["lease_id"]))
        if residency and resident["in_scope"]:
            linked_accounts.add(residency["account_id"])

    run = db.execute("insert into runs(outcome) values ('completed')").lastrowid
    new_accounts, new_residencies, changes, alerts = [], [], [], []
    account_updates, residency_updates = [], []
    next_account = max(accounts, default=0)
    next_residency = db.execute("select coalesce(max(id), 0) from residencies").fetchone()[0]

    def change(action, reason, resident, account_id, email, residency_id, fields):
        changes.append((run, action, reason, resident["external_id"], account_id, email, residency_id, json.dumps(fields)))

    def alert(kind, subject, message, resident, named):
        alerts.append((kind, subject, "open", message, json.dumps({"resident": resident, "accounts": [a["email"] for a in named]})))

    duplicated = set()
    for email, group in groups.items():
        if len(group) > 1 and len({resident["name_key"] for resident in group}) > 1:
            duplicated.update(id(resident) for resident in group)
            alert("duplicate_email", email, f"{len(group)} residents share {email}", group, [])
    seen = set()
    for resident in residents:
        key = resident["external_id"], resident["lease_id"]
        seen.add(key)
        residency = links.get(key)
        if residency:
            account = accounts[residency["account_id"]]
            fields = {f: [residency[f], resident[f]] for f in PLACE if residency[f] != resident[f]}
            if not resident["in_scope"]:
                if residency["ended_on"] is None:
                    ended = resident["move_out"] or today
                    fields["ended_on"] = [None, ended]
                    fields["account_status"] = ["active", "inactive"]
                    account_updates.append((account["first_name"], account["last_name"], account["phone"], "inactive", account["id"]))
                    residency_updates.append([resident[f] for f in PLACE] + [ended, resident["first_name"], resident["last_name"], resident["email"], resident["phone"], residency["id"]])
                    change("end", "out_of_scope", resident, account["id"], account["email"], residency["id"], fields)
                continue
            if id(resident) in duplicated:
                pass
            elif resident["email_key"] and resident["email_key"] != account["email_key"]:
                alert("email_mismatch", resident["external_id"], "another email than the account", resident, [account])
            elif resident["name_key"] != account["name_key"]:
                alert("name_mismatch", resident["external_id"], "another name than the account", resident, [account])
            elif phone_key(residency["pms_phone"] or "") != resident["phone_key"]:
                fields["phone"] = [account["phone"], resident["phone_key"]]
                account_updates.append((account["first_name"], account["last_name"], resident["phone_key"], account["status"], account["id"]))
            if fields:
                residency_updates.append([resident[f] for f in PLACE] + [None, resident["first_name"], resident["last_name"], resident["email"], resident["phone"], residency["id"]])
                change("update", "pms_changed", resident, account["id"], account["email"], residency["id"], fields)
            continue
        if not resident["in_scope"] or id(resident) in duplicated:
            continue
        account = by_email.get(resident["email_key"])
        action, reason = "link", "same_email_and_name"
        if account and account["name_key"] != resident["name_key"]:
            kind = "account_conflict" if account["id"] in linked_accounts else "name_mismatch"
            alert(kind, resident["external_id"], "the email of an account with another name", resident, [account])
            continue
        fields = {}
        if not account:
            free = [a for a in by_name.get(resident["name_key"], []) if a["id"] not in linked_accounts]
            if free or not resident["email_key"]:
                kind = "email_mismatch" if resident["email_key"] else "missing_email"
                alert(kind, resident["external_id"], "the name of an account with another email", resident, free)
                continue
            next_account += 1
            account = {"id": next_account, "email": resident["email"]}
            action, reason = "create", "no_match"
            new_accounts.append((next_account, resident["email"], resident["email_key"], resident["first_name"],
                                 resident["last_name"], resident["name_key"], resident["phone_key"], "resident", "active"))
            fields = {f: [None, resident[f]] for f in ("email", "first_name", "last_name")}
            fields["phone"] = [None, resident["phone_key"]]
            fields["account_status"] = [None, "active"]
        next_residency += 1
        fields.update({f: [None, resident[f]] for f in ["external_id", "lease_id"] + PLACE if resident[f]})
        new_residencies.append([next_residency, account["id"], resident["external_id"], resident["lease_id"]]
                               + [resident[f] for f in PLACE]
                               + [None, resident["first_name"], resident["last_name"], resident["email"], resident["phone"]])
        change(action, reason, resident, account["id"], account["email"], next_residency, fields)
    for key, residency in links.items():
        if key not in seen and residency["ended_on"] is None:
            alert("missing_from_pms", key[0], "no longer in the roster", None, [accounts[residency["account_id"]]])

    db.executemany("insert into accounts values (?,?,?,?,?,?,?,?,?)", new_accounts)
    db.executemany("insert into residencies values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", new_residencies)
    db.executemany("update accounts set first_name=?, last_name=?, phone=?, status=? where id=?", account_updates)
    db.executemany("update residencies set building=?, unit=?, status=?, lease_start=?, lease_end=?, move_in=?, move_out=?,"
                   " ended_on=?, pms_first=?, pms_last=?, pms_email=?, pms_phone=? where id=?", residency_updates)
    db.executemany("insert into changes(run_id, action, reason, external_id, account_id, account_email, residency_id, fields)"
                   " values (?,?,?,?,?,?,?,?)", changes)
    before = {(row["kind"], row["subject"]): row["id"] for row in db.execute("select id, kind, subject from alerts where state='open'")}
    now = {(row[0], row[1]) for row in alerts}
    db.executemany("insert into alerts(kind, subject, state, message, details) values (?,?,?,?,?)",
                   [row for row in alerts if (row[0], row[1]) not in before])
    db.executemany("update alerts set state='closed' where id=?", [(id,) for key, id in before.items() if key not in now])
    print(len(residents), len(changes), len(alerts))


def people(db, path):
    with open(path, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            account = db.execute("insert into accounts values (null,?,?,?,?,?,?,'resident','active')",
                                 (row["email"], email_key(row["email"]), row["first_name"], row["last_name"],
                                  name_key(row["first_name"], row["last_name"]), row["phone"] or None)).lastrowid
            db.execute("insert into residencies(account_id, unit, status) values (?,?,'current')", (account, row["unit"]))


what, path, database, today = sys.argv[1:]
db = sqlite3.connect(database)
db.row_factory = sqlite3.Row
db.execute("pragma journal_mode=wal")
db.execute("pragma synchronous=normal")
db.execute("pragma foreign_keys=on")
db.executescript(SCHEMA)
with db:
    people(db, path) if what == "import" else sync(db, path, today)
db.close()
