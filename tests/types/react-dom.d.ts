// @clerk/react's declarations name these modules, whose own types no test needs.

declare module 'react-dom';
declare module 'react-dom/client';
