import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followHistory } from './places/history.ts';

const root = document.getElementById('shop');
if (!root) throw new Error('The page has no place for the shop');
followHistory();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
