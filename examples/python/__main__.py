import pulumi


class SecurityGroup(pulumi.CustomResource):
    def __init__(self, name, opts=None, **properties):
        super().__init__("security-groups:waldur:SecurityGroup", name, properties, opts)


monitoring = SecurityGroup("monitoring", rules=[{"direction": "egress"}])

web = SecurityGroup(
    "web",
    description="public web servers",
    rules=[
        {"protocol": "tcp", "ports": 443, "cidrs": ["0.0.0.0/0", "::/0"]},
        {"protocol": "tcp", "ports": 22, "cidr": "203.0.113.0/24", "description": "office"},
        {"protocol": "tcp", "ports": "9100-9104", "remoteGroup": monitoring.id},
    ],
)

pulumi.export("web", web.id)
