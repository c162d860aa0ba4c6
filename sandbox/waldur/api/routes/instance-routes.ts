import type { Hono } from "hono";
import { executors } from "../../openstack/executors";
import type { ApiContext } from "../endpoint";
import { listings } from "../list/list";
import { paths } from "../render/hyperlink";
import { renderInstance, renderLoadBalancer } from "../render/render-servers";
import { groupUserRoutes } from "./group-user-routes";

/** Endpoints of virtual machines. */
export function instanceRoutes(app: Hono, context: ApiContext): void {
  const { waldur } = context;
  const { instances } = waldur.store;
  groupUserRoutes(app, context, {
    path: paths.instances,
    model: "Instance",
    listing: listings.instances,
    rows: instances,
    render: renderInstance,
    event: "instance",
    groupsOf: ({ securityGroups }) => securityGroups,
    setGroups: {
      path: "update_security_groups",
      name: "Update security groups",
      status: "security groups update was scheduled",
      schedule(instance, securityGroups) {
        instances.update(instance.uuid, { securityGroups });
        executors.updateInstanceGroups(waldur, instance);
      },
    },
    pull: (instance) => executors.pullInstance(waldur, instance),
  });
}

/** Endpoints of load balancers, which servers of 2026 have. */
export function loadBalancerRoutes(app: Hono, context: ApiContext): void {
  const { waldur } = context;
  const { loadBalancers } = waldur.store;
  groupUserRoutes(app, context, {
    path: paths.loadBalancers,
    model: "LoadBalancer",
    listing: listings.loadBalancers,
    rows: loadBalancers,
    render: renderLoadBalancer,
    event: "load_balancer",
    groupsOf: ({ securityGroups }) => securityGroups,
    since: "2026",
    setGroups: {
      path: "set_security_groups",
      name: "Set security groups",
      status: "security groups update was scheduled",
      schedule(loadBalancer, securityGroups) {
        loadBalancers.update(loadBalancer.uuid, { securityGroups });
        executors.updateLoadBalancerGroups(waldur, loadBalancer);
      },
    },
    pull: (loadBalancer) => executors.pullLoadBalancer(waldur, loadBalancer),
  });
}
