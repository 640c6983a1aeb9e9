// Firefox's accessibility tree of the page, in the form in which Chromium tells its own. The browser itself runs this.

const service = Cc["@mozilla.org/accessibilityService;1"].getService(Ci.nsIAccessibilityService);
const { STATE_PRESSED, STATE_READONLY } = Ci.nsIAccessibleStates;
const ROLES = { document: "RootWebArea", "text leaf": "StaticText" };

const nodes = [];
const add = (accessible, parentId) => {
  const states = {};
  accessible.getState(states, {});
  const has = (state) => (states.value & state) !== 0;
  const properties = {
    pressed: String(has(STATE_PRESSED)),
    readonly: has(STATE_READONLY),
    live: accessible.attributes?.has("live") ? accessible.attributes.getStringProperty("live") : undefined,
  };
  const nodeId = nodes.length;
  const node = {
    nodeId,
    parentId,
    role: { value: ROLES[service.getStringRole(accessible.role)] ?? accessible.computedARIARole },
    name: { value: accessible.name },
    properties: Object.entries(properties).map(([name, value]) => ({ name, value: { value } })),
  };
  nodes.push(node);
  const children = Array.from({ length: accessible.childCount }, (_, index) => accessible.getChildAt(index));
  node.childIds = children.map((child) => add(child, nodeId));
  return nodeId;
};

const page = service.getAccessibleFor(window.gBrowser.selectedBrowser)?.firstChild;
if (page) add(page, null);
return nodes;
