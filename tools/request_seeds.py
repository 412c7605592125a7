#!/usr/bin/python3
"""The inputs and the dictionary that the fuzzer of whole requests begins with.

  request_seeds.py update [FOLDER]   writes test/fuzz/corpus/request/seed-* and test/fuzz/request.dict
  request_seeds.py check [FOLDER]    says what they lack, or have too much of

There is one seed for each operation of openapi/openapi.json and each row of a face's routes.def,
with what gets it past the door: test/fuzz/request/names.c fills in what stands between at signs.
Other files of the corpus are left alone.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROW = re.compile(r'^(ROUTE|PAGE|FORM|BUTTON)\(\s*(?:(\w+),\s*)?"([^"]+)"', re.MULTILINE)

# What a value in a path is called in the world of the fuzzer, by what stands before it.
PATH_VALUES = {
    "products": "microsoft-365-e3", "offers": "action-pack", "partners": "@PARTNER@",
    "tenants": "@TENANT@", "users": "@USER@", "people": "@USER@", "enrolments": "@ENROLMENT@",
    "benefits": "@BENEFIT@", "keys": "@KEY_REF@", "key-lots": "@LOT@", "redemptions": "@RECEIPT@",
    "subscriptions": "@SUBSCRIPTION@", "licenses": "@USER@", "credits": "@CREDIT@",
    "meters": "vm-hours", "redeem": "@DRAFT@", "activate": "@DRAFT@", "set-up": "@SESSION@",
    "calendar": "@CALENDAR@.ics", "problems": "not-found", "a": "app.css",
    "tokens": "@TOKEN@", "approvals": "apr_01HZX3M8Q2V7T5N9K4R6W1Y0AP", "views": "guests",
    "staff": "@USER@",
}

# What a member that must be there says, by its name; else what its type says.
MEMBERS = {
    "tenantId": "@TENANT@", "partnerId": "@PARTNER@", "userId": "@USER@", "creditId": "@CREDIT@",
    "subscriptionId": "@SUBSCRIPTION@", "sku": "microsoft-365-e3", "offer": "action-pack",
    "keys": ["@KEY@"], "keyRefs": ["@KEY_REF@"], "refs": ["@KEY_REF@"],
    "people": ["bo@contoso.example", "Anna"], "benefitIds": ["@BENEFIT@"], "action": "activate", "email": "new@contoso.example",
    "domain": "new.contoso.example", "country": "SE", "currency": "USD", "amount": "1.25",
    "rate": "10.5", "time": "2026-06-14T12:00:00Z", "now": "2026-06-16T12:00:00Z",
    "redeemBy": "9999-12-31", "code": "new-one",
    "keyRef": "@KEY_REF@", "meter": "vm-hours", "from": "2026-06-01", "startsOn": "2026-06-01", "tenantVerified": True, "roles": ["reader"],
    "programmes": ["csp"], "replacedBy": "microsoft-365-e5",
}

# What is said otherwise in the body of one operation; None: not at all.
BODIES = {
    "POST /api/v1/products": {"sku": "new-one"},
    "POST /api/v1/redemptions": {"subscriptionId": None, "expect": None},
    "POST /api/v1/redemptions/preview": {"subscriptionId": None},
    "PUT /api/v1/rates": {"from": "USD"},
    "PUT /api/v1/meters/{code}/price": {"validFrom": "2026-06-20T00:00:00Z"},
    "POST /api/v1/participations": {"participations": [
        {"tenantId": "@TENANT@", "email": "anna@contoso.example", "programmes": ["csp"]}]},
    "POST /api/v1/offers": {"benefits": [
        {"sku": "microsoft-365-e3", "type": "core", "licenses": 100},
        {"sku": "azure-bulk-credit", "type": "incremental",
         "credit": {"period": "year", "currency": "USD", "amount": "100"}},
        {"sku": "technical-support", "type": "core", "incidents": 20}]},
}

IDS = {"ten_": "@TENANT@", "par_": "@PARTNER@", "usr_": "@USER@", "ben_": "@BENEFIT@",
       "crd_": "@CREDIT@", "sub_": "@SUBSCRIPTION@", "red_": "@RECEIPT@", "lot_": "@LOT@"}

# The fields of forms besides the token.
FORMS = {
    "/sign-in": "email=@EMAIL@&password=wrong-password-1&next=%2Fbenefits",
    "/organisation": "account=@USER@",
    "/password": "current=wrong-password-1&password=another-password-1&repeat=another-password-1",
    "/set-up/{token}": "password=another-password-1&repeat=another-password-1",
    "/preferences": "lang=en&theme=dark&next=%2Fbenefits",
    "/benefits/{id}/keys/{ref}/reveal": "tenantId=@TENANT@&tenantVerified=1",
    "/search": "q=E3",
    "/time-zone": "zone=Europe%2FStockholm&next=%2Fbenefits",
    "/page-size": "rows=100&next=%2Fpeople",
    "/views": "list=people&query=kind%3Dguest&name=Guests",
    "/views/{key}": "name=All+guests",
    "/undo/licenses": "deed=license-assigned&thingId=@SUBSCRIPTION@&userId=@USER@"
                      "&offer=und_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "/undo/credits": "deed=credit-removed&thingId=@CREDIT@&userId=@USER@"
                     "&offer=und_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "/subscriptions/{id}/licenses": "person=bo%40contoso.example",
    "/subscriptions/{id}/licenses/release": "userId=@USER@",
    "/drafts": "keys=@KEY@&subscriptionId=@SUBSCRIPTION@&action=extend",
    "/subscriptions/{id}/redeem/{draft}": "action=add&tenantId=@TENANT@&tenantVerified=1",
    "/activate/{draft}": "tenantId=@TENANT@&tenantVerified=1",
    "/calendar": "lang=sv",
    "/ops/partners/{id}/enrol": "offer=action-pack&startsOn=2027-01-01",
    "/ops/partners/{id}/enrol/check": "offer=action-pack&startsOn=2027-01-01",
    "/ops/staff": "displayName=Kim&email=kim%40operator.example&roles=auditor",
    "/ops/staff/{id}/roles": "roles=auditor",
    "/ops/staff/{id}/access": "access=disable",
    "/ops/tokens": "name=Nightly&days=30",
    "/tokens": "name=Nightly&days=30",
    "/ops/partners": "name=Northwind&country=SE&domain=northwind.example&administratorName=Nora"
                     "&administratorEmail=nora%40northwind.example&offer=&startsOn=",
    "/ops/partners/change": "name=Northwind&country=SE&domain=northwind.example"
                            "&administratorName=Nora&administratorEmail=nora%40northwind.example",
    "/ops/partners/check": "name=Northwind&country=SE&domain=northwind.example"
                           "&administratorName=Nora&administratorEmail=nora%40northwind.example",
    "/credits/{id}/users": "person=bo%40contoso.example",
    "/credits/{id}/users/remove": "userId=@USER@",
    "/credits/{id}/transfer": "userId=@USER@&confirmed=1",
    "/people": "email=new%40contoso.example&displayName=New&kind=member&roles=reader",
    "/people/{id}/licenses": "subscriptionId=@SUBSCRIPTION@",
    "/people/{id}/access": "access=disabled",
    "/subscriptions/{id}/licenses/check": "people=bo%40contoso.example%0D%0AAnna",
    "/people/licenses/check": "userId=@USER@&subscriptionId=@SUBSCRIPTION@&action=assign",
    "/people/licenses/change": "userId=@USER@&subscriptionId=@SUBSCRIPTION@&action=release",
    "/people/access/check": "userId=@USER@&access=disable",
    "/people/access/change": "userId=@USER@&access=enable",
    "/keys/reveal": "ref=@KEY_REF@&tenantId=@TENANT@&tenantVerified=1",
    "/keys/list.csv": "ref=@KEY_REF@",
    "/activations/check": "benefitId=@BENEFIT@&tenantId=@TENANT@",
    "/activations": "benefitId=@BENEFIT@&tenantId=@TENANT@&tenantVerified=1",
}

STAFF = re.compile(r"^/api/v1/(products|offers|programmes|partners|enrolments|key-lots|"
                   r"participations|meters|rates|test-clock)|/(tenants|replacement|price)$")

HEADERS = ["Host", "Content-Length", "Transfer-Encoding", "chunked", "Connection", "close",
           "Authorization", "Bearer ", "Idempotency-Key", "If-Match", "If-None-Match", "Accept",
           "Accept-Encoding", "gzip", "Accept-Language", "Cookie", "__Host-perq=", "lang=", "theme=",
           "__Host-perq-visitor=", "__Host-perq-device=", "Sec-Fetch-Site", "same-origin",
           "X-Forwarded-For", "Content-Type", "application/json", "text/csv", "text/html", "Expect",
           "100-continue", "application/x-www-form-urlencoded", "HTTP/1.1", "HTTP/1.0", "GET ",
           "HEAD ", "POST ", "PUT ", "PATCH ", "DELETE ", "OPTIONS ", "\\x0d\\x0a",
           "%00", "%2F", "%C3%A5", "csrf=@CSRF@", "csrf=@VISITOR_CSRF@", "0\\x0d\\x0a"]


def filled_path(path):
    parts = path.split("/")
    for place, part in enumerate(parts):
        if part.startswith("{"):
            parts[place] = PATH_VALUES[parts[place - 1]]
    return "/".join(parts)


def with_names(name, value):
    """The example with ids and the like of the fuzzer's world."""
    if name in MEMBERS:
        return MEMBERS[name]
    if isinstance(value, dict):
        return {member: with_names(member, part) for member, part in value.items()}
    if isinstance(value, list):
        return [with_names("", part) for part in value]
    if isinstance(value, str) and value[:4] in IDS:
        return IDS[value[:4]]
    return value


class Contract:
    """The operations of the contract, and bodies that keep it."""

    def __init__(self, root):
        self.document = json.loads((root / "openapi/openapi.json").read_text(encoding="utf-8"))

    def resolve(self, schema):
        while "$ref" in schema:
            found = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def members(self, schema):
        """The properties of an object, of all its parts, and which of them must be there."""
        schema = self.resolve(schema)
        properties, required = dict(schema.get("properties", {})), list(schema.get("required", []))
        for part in schema.get("allOf", []):
            more, needed = self.members(part)
            properties |= more
            required += needed
        return properties, required

    def example(self, name, schema):
        """What the contract gives as one, or else something of that type; in it the world's names."""
        schema = self.resolve(schema)
        if "example" in schema:
            return with_names(name, schema["example"])
        if "oneOf" in schema and "properties" not in schema:
            return self.example(name, schema["oneOf"][0])
        properties, _ = self.members(schema)
        kinds = schema.get("type", "object" if properties else "string")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        if "enum" in schema:
            return schema["enum"][0]
        if name in MEMBERS and (kind == "object") == isinstance(MEMBERS[name], dict):
            return MEMBERS[name]
        if kind == "object":
            return {member: self.example(member, part) for member, part in properties.items()}
        if kind == "array":
            return [self.example(name, schema["items"])]
        if kind in ("integer", "number"):
            return max(1, schema.get("minimum", 1))
        return kind == "boolean" or "new-one"

    def operations(self):
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                if method in ("get", "post", "put", "patch", "delete"):
                    yield method.upper(), path, operation

    def body(self, method, path, operation):
        """All members as an example, or None where it takes no body."""
        content = self.resolve(operation.get("requestBody", {})).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is None:
            return None
        body = self.example("", schema) | BODIES.get(f"{method} {path}", {})
        return json.dumps({name: value for name, value in body.items() if value is not None}, indent=1)

    def words(self):
        """What members are called, and the values that are listed."""
        found = set()

        def look(part):
            if isinstance(part, dict):
                found.update(part.get("properties", {}) if isinstance(part.get("properties"), dict)
                             else ())
                found.update(value for value in part.get("enum", []) if isinstance(value, str))
                if "in" in part and isinstance(part.get("name"), str):
                    found.add(part["name"])
                for inner in part.values():
                    look(inner)
            elif isinstance(part, list):
                for inner in part:
                    look(inner)

        look(self.document)
        return found


def head(method, path, *headers):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: perq.example", *headers, "", ""])


def api_request(method, path, body):
    token = "@OPERATOR@" if STAFF.search(path) and not path.endswith("/users") else "@ADMIN@"
    headers = [] if path in ("/healthz", "/readyz") else [f"Authorization: Bearer {token}"]
    if method in ("PATCH", "DELETE"):
        headers.append("If-Match: *")
    if method == "POST":
        headers.append("Idempotency-Key: seed")
    if body is not None:
        headers += ["Content-Type: application/json", "Content-Length: @LENGTH@"]
    return head(method, filled_path(path), *headers) + (body or "")


def form_request(path):
    stranger = path.startswith(("/sign-in", "/set-up"))
    cookie = "__Host-perq-visitor=@VISITOR@" if stranger else "__Host-perq=@SESSION@"
    token = "@VISITOR_CSRF@" if stranger else "@CSRF@"
    fields = f"&{FORMS[path]}" if path in FORMS else ""
    return head("POST", filled_path(path), f"Cookie: {cookie}; lang=en", "Sec-Fetch-Site: same-origin",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: @LENGTH@") + f"csrf={token}{fields}"


def page_request(path):
    return head("GET", filled_path(path), "Cookie: __Host-perq=@SESSION@; theme=dark",
                "Accept: text/html", "Accept-Language: sv,en;q=0.5")


def rows(root):
    """The method and the path of each row that is no row of the API."""
    for table in sorted(root.glob("src/*/routes.def")) + sorted(root.glob("src/*/*/routes.def")):
        for kind, method, path in ROW.findall(table.read_text(encoding="utf-8")):
            method = {"PAGE": "GET", "FORM": "POST", "BUTTON": "POST"}.get(kind, method)
            if not path.startswith(("/api/", "/local/")):
                yield method, path


def seeds(root):
    """What each file is to hold, by its name."""
    contract = Contract(root)
    requests = {(method, path): page_request(path) if method == "GET" else form_request(path)
                for method, path in rows(root)}
    for method, path, operation in contract.operations():
        requests[method, path] = api_request(method, path, contract.body(method, path, operation))
    names = {(method, path): re.sub(r"[^a-z0-9.]+", "-", f"seed-{method}-{path}".lower()).strip("-")
             for method, path in requests}
    assert len(set(names.values())) == len(names)
    return {names[key]: text.encode() for key, text in requests.items()}


def dictionary(root):
    contract = Contract(root)
    paths = {path for _, path, _ in contract.operations()} | {path for _, path in rows(root)}
    words = contract.words() | {filled_path(path) for path in paths}
    names = re.findall(r'"(@\w+@)"',
                       (root / "test/fuzz/request/names.c").read_text(encoding="utf-8"))
    lines = [f'"{word}"' for word in [*HEADERS, *names, *sorted(words)]
             if re.fullmatch(r"[ -~]+", word) and '"' not in word]
    return "\n".join(["# Written by tools/request_seeds.py.", *lines, ""]).encode()


def wanted(root):
    folder = root / "test/fuzz/corpus/request"
    files = {folder / name: data for name, data in seeds(root).items()}
    files[root / "test/fuzz/request.dict"] = dictionary(root)
    return files


def superfluous(root, files):
    return sorted(set((root / "test/fuzz/corpus/request").glob("seed-*")) - set(files))


def update(root):
    files = wanted(root)
    for path in superfluous(root, files):
        path.unlink()
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def check(root):
    files = wanted(root)
    faults = [path for path, data in files.items()
              if not path.exists() or path.read_bytes() != data]
    for path in [*sorted(faults), *superfluous(root, files)]:
        print(f"{path.relative_to(root)} is not what tools/request_seeds.py update writes",
              file=sys.stderr)
    return bool(faults or superfluous(root, files))


def main(arguments):
    root = pathlib.Path(arguments[1]) if len(arguments) == 2 else ROOT
    if not 1 <= len(arguments) <= 2 or arguments[0] not in ("update", "check"):
        sys.exit(__doc__)
    if arguments[0] == "update":
        update(root)
    else:
        sys.exit(check(root))


if __name__ == "__main__":
    main(sys.argv[1:])
