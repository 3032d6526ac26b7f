//! Northflank’s documented build lists as a scriptable server.
