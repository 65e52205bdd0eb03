/** Style sheets, which the site's build understands. */
declare module '*.css';
