"""Does one operation on a stack of a program in Python: stack.py OPERATION FOLDER SECRETS-PROVIDER < [program, configuration].

The program is a file, or resources by name: {"web": [TYPE, PROPERTIES]}.

The program runs in this process, as the command line of these tests has no language host for Python.
"""

import json
import runpy
import sys

import pulumi
from pulumi import automation as auto


class Resource(pulumi.CustomResource):
    def __init__(self, type_: str, name: str, properties: dict):
        super().__init__(type_, name, properties)


operation, folder, secrets_provider = sys.argv[1:]
source, config = json.load(sys.stdin)


def value_of(argument):
    if isinstance(argument, list):
        return [value_of(one) for one in argument]
    if not isinstance(argument, dict):
        return argument
    if "secret" in argument:
        return pulumi.Output.secret(argument["secret"])
    return {name: value_of(one) for name, one in argument.items()}


def program():
    if isinstance(source, str):
        runpy.run_path(source)
        return
    for name, (type_, properties) in source.items():
        pulumi.export(name, Resource(type_, name, value_of(properties)).id)


stack = auto.create_or_select_stack(
    stack_name="dev",
    project_name="program",
    program=program,
    opts=auto.LocalWorkspaceOptions(work_dir=folder, secrets_provider=secrets_provider),
)
if config:
    values = {key: auto.ConfigValue(value, secret) for key, (value, secret) in config.items()}
    stack.set_all_config(values, path=True)
options = {"diff": True} if operation == "preview" else {}
result = getattr(stack, operation)(on_output=print, color="never", **options)
if operation == "up":
    print("OUTPUTS", json.dumps({name: output.value for name, output in result.outputs.items()}))
