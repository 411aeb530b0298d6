"""How each kind of statement is elaborated. Every module registers its functions: no list to edit."""
