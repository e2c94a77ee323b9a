"""Makes a client of every service from its OpenAPI page and uses it.

Reads from standard input: {"folder", "services": {name: url}, "tokens": {role: token}, "sku"}. Prints JSON: what the
generator warned of, every read that needs no arguments, and what was answered on the way through the shop.
"""

import contextlib
import importlib
import inspect
import json
import pathlib
import pkgutil
import sys
import uuid

import openapi_python_client
from openapi_python_client.config import Config, ConfigFile, MetaType


def generate(name, url, folder):
    """Writes the package of a service's client; returns the generator's complaints."""
    package = "client_" + name.replace("-", "_")
    config = Config.from_sources(
        ConfigFile(post_hooks=[], http_timeout=60),
        MetaType.NONE,
        document_source=f"{url}/openapi.json",
        file_encoding="utf-8",
        overwrite=True,
        output_path=pathlib.Path(folder) / package,
    )
    with contextlib.redirect_stdout(sys.stderr):
        complaints = [f"{one.header} {one.detail}" for one in openapi_python_client.generate(config=config)]
    if not config.output_path.exists():
        sys.exit(f"No client of {name} could be made: {complaints}")
    return package, complaints


def operations(package):
    """Every operation of a client: its name and its module."""
    api = importlib.import_module(f"{package}.api")
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        module = importlib.import_module(found.name)
        if hasattr(module, "sync_detailed"):
            yield found.name.rsplit(".", 1)[1], module


def needs_nothing(module):
    """Whether it reads, without anything that must be said, and ends."""
    kwargs = inspect.signature(module._get_kwargs).parameters.values()
    is_read = '"method": "get"' in inspect.getsource(module._get_kwargs)
    return is_read and all(one.default is not inspect.Parameter.empty for one in kwargs)


def told(response):
    """An answer as the client understood it."""
    parsed = response.parsed
    if isinstance(parsed, list):
        value = [one.to_dict() for one in parsed]
    else:
        value = parsed.to_dict() if hasattr(parsed, "to_dict") else parsed
    return {"status": int(response.status_code), "type": type(parsed).__name__, "value": value}


def read_all(name, package, url, tokens):
    """Calls every read of a service that needs no arguments, in a role that may."""
    client_module = importlib.import_module(f"{package}.client")
    answers = {}
    for operation, module in operations(package):
        if not needs_nothing(module) or operation.endswith("_stream"):
            continue
        client = client_module.AuthenticatedClient(base_url=url, token=tokens["auditor"], timeout=30)
        answers[f"{name} {operation}"] = told(module.sync_detailed(client=client))
    return answers


def shop(package, url, sku):
    """Orders a SKU as the shop's page would."""
    by_name = dict(operations(package))
    client = importlib.import_module(f"{package}.client").Client(base_url=url, timeout=30)
    models = importlib.import_module(f"{package}.models")
    place = by_name["orders_controller_place"]
    recipient = {
        "name": "Philomena Quillfeather",
        "street": "Zwetschgenwinkel 77b",
        "postalCode": "10115",
        "city": "Berlin",
        "email": "philomena.quillfeather@nowhere.example",
    }
    body = models.OrderRequest.from_dict(
        {
            "country": "DE",
            "shippingMethod": "standard",
            "lines": [{"sku": sku, "quantity": 1}],
            "recipient": recipient,
        }
    )
    key = str(uuid.uuid4())
    placed = place.sync_detailed(client=client, body=body, idempotency_key=key)
    again = place.sync_detailed(client=client, body=body, idempotency_key=key)
    get = by_name["orders_controller_get"]
    number, token = placed.parsed.order, placed.parsed.token
    stranger = importlib.import_module(f"{package}.client").Client(base_url=url, timeout=30)
    figures = by_name["products_controller_figures"].sync_detailed(client=client, skus=sku)
    put = models.CartLineRequest(sku=sku, quantity=2)
    return {
        "figures": told(figures),
        "cart": told(by_name["cart_controller_put"].sync_detailed(client=client, body=put)),
        "placed": told(placed),
        "again": told(again),
        "seen": told(get.sync_detailed(client=client, order=number, x_order_token=token)),
        "unseen": told(get.sync_detailed(client=stranger, order=number)),
    }


def main():
    task = json.load(sys.stdin)
    sys.path.insert(0, task["folder"])
    complaints, reads, packages = {}, {}, {}
    for name, url in task["services"].items():
        packages[name], complaints[name] = generate(name, url, task["folder"])
    for name, url in task["services"].items():
        reads |= read_all(name, packages[name], url, task["tokens"])
    bought = shop(packages["storefront"], task["services"]["storefront"], task["sku"])
    print(json.dumps({"complaints": complaints, "reads": reads, "shop": bought}))


if __name__ == "__main__":
    main()
