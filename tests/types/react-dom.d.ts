// @clerk/react's declarations import these modules, whose types no test needs.

declare module 'react-dom';
declare module 'react-dom/client';
