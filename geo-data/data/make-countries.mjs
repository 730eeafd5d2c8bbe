// Makes countries.csv from two npm packages: the borders of @rapideditor/country-coder (ISC), which know every ISO 3166-1 code but are
// generous at sea, and the land of world-atlas (Natural Earth, public domain).
// Usage: node make-countries.mjs country-coder/src/data/borders.json world-atlas/land-50m.json > countries.csv
//
// A country's point is the mean of points spread evenly over its land, put back on the sphere; its radius holds 90 % of them.
// The points are a grid of equal area: even steps in longitude and in the sine of latitude.
import { readFileSync } from 'node:fs';

const KM_PER_RADIAN = 6371;
const WANTED_POINTS = 4000;
const radians = (degrees) => (degrees * Math.PI) / 180;
const features = JSON.parse(readFileSync(process.argv[2], 'utf8')).features;

const isCountry = ({ iso1A2, isoStatus }) => iso1A2 && isoStatus !== 'excRes';
const codes = new Set(features.map((f) => f.properties).filter(isCountry).map((p) => p.iso1A2));

// A feature without a code of its own is part of a territory (Saba: BQ) or else of a country (Alaska: US).
function ownerOf(properties) {
  if (isCountry(properties)) return properties.iso1A2;
  return (properties.groups ?? []).find((group) => codes.has(group)) ?? properties.country;
}

// TopoJSON: polygons are lists of arcs, arcs are lists of steps; ~i is arc i backwards.
function landPolygons(topology) {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((steps) => {
    let [x, y] = [0, 0];
    return steps.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
  });
  const ring = (indices) => indices.flatMap((i) => (i < 0 ? [...arcs[~i]].reverse() : arcs[i]));
  return topology.objects.land.geometries.flatMap((g) => (g.type === 'Polygon' ? [g.arcs] : g.arcs)).map((rings) => ring(rings[0]));
}

const land = landPolygons(JSON.parse(readFileSync(process.argv[3], 'utf8'))).map((ring) => {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return { ring, west: xs.reduce((a, b) => Math.min(a, b)), east: xs.reduce((a, b) => Math.max(a, b)), south: ys.reduce((a, b) => Math.min(a, b)), north: ys.reduce((a, b) => Math.max(a, b)) };
});
const isLand = ([x, y]) =>
  land.some((l) => x >= l.west && x <= l.east && y >= l.south && y <= l.north && inside([x, y], l.ring));

function inside([x, y], ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

function boxOf(rings) {
  const xs = rings[0].map(([x]) => x);
  const zs = rings[0].map(([, y]) => Math.sin(radians(y)));
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...zs), Math.max(...zs)];
  return { west, east, south, north, area: radians(east - west) * (north - south) };
}

function pointsOf(polygons) {
  const boxes = polygons.map(boxOf);
  const step = Math.sqrt(boxes.reduce((sum, box) => sum + box.area, 0) / WANTED_POINTS);
  const points = [];
  polygons.forEach((rings, index) => {
    const { west, east, south, north } = boxes[index];
    const mid = Math.sqrt(1 - ((south + north) / 2) ** 2);
    const [dx, dz] = [(step / mid) * (180 / Math.PI), step * mid];
    for (let z = south + dz / 2; z < north; z += dz) {
      for (let x = west + dx / 2; x < east; x += dx) {
        const y = Math.asin(z) * (180 / Math.PI);
        if (inside([x, y], rings[0]) && !rings.slice(1).some((hole) => inside([x, y], hole))) points.push([x, y]);
      }
    }
  });
  return points;
}

const vector = ([x, y]) => {
  const [a, b] = [radians(x), radians(y)];
  return [Math.cos(b) * Math.cos(a), Math.cos(b) * Math.sin(a), Math.sin(b)];
};

console.log('country,name,latitude,longitude,radius_km');
for (const code of [...codes].sort()) {
  const polygons = features.filter((f) => f.geometry && ownerOf(f.properties) === code).flatMap((f) => f.geometry.coordinates);
  const everywhere = pointsOf(polygons);
  const onLand = everywhere.filter(isLand);
  // Islands too small for the land map are taken with the sea around them.
  const points = (onLand.length >= 20 ? onLand : everywhere).map(vector);
  const sum = points.reduce((a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]], [0, 0, 0]);
  const length = Math.hypot(...sum);
  const middle = sum.map((part) => part / length);
  const distances = points
    .map((p) => KM_PER_RADIAN * Math.acos(Math.min(1, p[0] * middle[0] + p[1] * middle[1] + p[2] * middle[2])))
    .sort((a, b) => a - b);
  const radius = Math.max(1, Math.ceil(distances[Math.floor(distances.length * 0.9)]));
  const latitude = (Math.asin(middle[2]) * 180) / Math.PI;
  const longitude = (Math.atan2(middle[1], middle[0]) * 180) / Math.PI;
  const name = features.find((f) => f.properties.iso1A2 === code).properties.nameEn;
  console.log(`${code},${name.includes(',') ? `"${name}"` : name},${latitude.toFixed(2)},${longitude.toFixed(2)},${radius}`);
}
