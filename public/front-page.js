/** The front page: a place chosen on the map, or where the reader is, goes into the form. */
const form = document.getElementById('ask');
const map = document.getElementById('place-map');
const here = document.getElementById('here');
const note = document.getElementById('here-note');

function choose(lon, lat, accuracy) {
  form.elements.lon.value = lon.toFixed(7);
  form.elements.lat.value = lat.toFixed(7);
  if (accuracy !== undefined) form.elements.accuracy.value = String(Math.ceil(accuracy));
  showMark();
}

/** Moves the mark to the place in the form. */
function showMark() {
  if (!map) return;
  const { lon, lat, lonPerUnit, latPerUnit } = map.dataset;
  const { width, height } = map.viewBox.baseVal;
  const x = width / 2 + (Number(form.elements.lon.value) - Number(lon)) / Number(lonPerUnit);
  const y = height / 2 - (Number(form.elements.lat.value) - Number(lat)) / Number(latPerUnit);
  for (const circle of map.querySelectorAll('.mark circle')) {
    circle.setAttribute('cx', String(x));
    circle.setAttribute('cy', String(y));
  }
}

map?.addEventListener('click', (event) => {
  event.preventDefault();
  const { lon, lat, lonPerUnit, latPerUnit } = map.dataset;
  const { width, height } = map.viewBox.baseVal;
  const box = map.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width - 0.5) * width;
  const y = (0.5 - (event.clientY - box.top) / box.height) * height;
  choose(Number(lon) + x * Number(lonPerUnit), Number(lat) + y * Number(latPerUnit));
});

for (const name of ['lon', 'lat']) form.elements[name].addEventListener('change', showMark);

if (here && 'geolocation' in navigator) {
  here.hidden = false;
  here.addEventListener('click', () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        note.hidden = true;
        choose(coords.longitude, coords.latitude, coords.accuracy);
      },
      () => {
        note.hidden = false;
      },
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });
}
