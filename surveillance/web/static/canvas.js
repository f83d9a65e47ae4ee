// A canvas in the map that a function of ours paints; Leaflet moves and scales it.

const WORLD_PX = 256;
const EARTH_M = 40075016.686; // equator of the Mercator sphere

export const PaintedCanvas = L.Renderer.extend({
  initialize(paint, options) {
    L.Renderer.prototype.initialize.call(this, options);
    this.paintWith = paint;
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    this.context = this._container.getContext("2d");
  },

  _destroyContainer() {
    this._container.remove();
    this.context = null;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = Math.round(size.x * ratio);
    this._container.height = Math.round(size.y * ratio);
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this.paint();
  },

  // Leaflet's renderers call this when they have moved.
  _updatePaths() {
    this.paint();
  },

  paint() {
    // while a zoom is animated the picture on the canvas is scaled, a new one would jump
    if (!this._map || !this._bounds || this._map._animatingZoom) return;
    const ratio = window.devicePixelRatio || 1;
    const { min } = this._bounds;
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, this._container.width, this._container.height);
    this.context.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
    this.paintWith(this.context, new View(this._map, this._bounds));
  },
});

// From places to the pixels of the canvas, without an object per point.
class View {
  constructor(map, bounds) {
    this.zoom = map.getZoom();
    this.bounds = bounds;
    this.world = WORLD_PX * 2 ** this.zoom;
    this.origin = map.getPixelOrigin();
    const shrink = Math.cos((map.getCenter().lat * Math.PI) / 180);
    this.pixelsPerMetre = this.world / (EARTH_M * shrink);
    // what a person sees; the canvas reaches beyond it on all sides
    this.left = map.containerPointToLayerPoint([0, 0]).x;
    this.right = map.containerPointToLayerPoint(map.getSize()).x;
  }

  x(lon) {
    return this.world * (lon / 360 + 0.5) - this.origin.x;
  }

  y(lat) {
    const s = Math.sin((lat * Math.PI) / 180);
    return this.world * (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) - this.origin.y;
  }

  sees(x, y, margin) {
    const { min, max } = this.bounds;
    return x > min.x - margin && x < max.x + margin && y > min.y - margin && y < max.y + margin;
  }
}
