"""Validates manifests against a JSON schema, with neither Spindle's reader of TOML nor its own checks.

Prints a line for each file: its name, and `valid` or the first thing that is wrong.
"""

import json
import sys
import tomllib

import fastjsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    validate = fastjsonschema.compile(json.load(file))
for name in sys.argv[2:]:
    with open(name, "rb") as file:
        manifest = tomllib.load(file)
    try:
        validate(manifest)
        print(f"{name}: valid")
    except fastjsonschema.JsonSchemaValueException as error:
        print(f"{name}: {error.message}")
