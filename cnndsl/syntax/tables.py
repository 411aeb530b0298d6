"""The LALR tables of grammar.lark. Made by generate_tables.py, not by hand: `make tables`.

``ACTIONS[state][terminal]`` is the next state, or ``~rule`` to reduce by a rule; ``DEFAULTS[state]`` the rule of a
state that can do nothing else (-1: none); ``GOTO[state][nonterminal]`` the state after a reduction. ``RULES`` are
(nonterminal, length, builder): an empty builder hands its one part on, `+` makes a list of its parts. ``WORDS`` are
the keywords with their terminals, ``OPENERS`` those whose statement has lines below it.
"""

from __future__ import annotations

# fmt: off

STARTS: dict[str, int] = {'file': 0, 'expression': 1}

RULES: tuple[tuple[str, int, str], ...] = (('__arguments_star_1', 2, '+'), ('__arguments_star_1', 3, '+'),
    ('__atom_star_12', 2, '+'), ('__atom_star_12', 3, '+'), ('__comparison_plus_9', 2, '+'), ('__comparison_plus_9',
    3, '+'), ('__conjunction_plus_8', 2, '+'), ('__conjunction_plus_8', 3, '+'), ('__decision_star_5', 2, '+'),
    ('__decision_star_5', 1, '+'), ('__disjunction_plus_7', 2, '+'), ('__disjunction_plus_7', 3, '+'),
    ('__file_star_0', 2, '+'), ('__file_star_0', 1, '+'), ('__for_loop_star_4', 2, '+'), ('__for_loop_star_4', 3,
    '+'), ('__label_plus_2', 1, '+'), ('__label_plus_2', 3, '+'), ('__label_plus_2', 2, '+'), ('__label_plus_2', 4,
    '+'), ('__parameters_star_6', 2, '+'), ('__parameters_star_6', 3, '+'), ('__product_plus_11', 2, '+'),
    ('__product_plus_11', 3, '+'), ('__reference_star_3', 2, '+'), ('__reference_star_3', 3, '+'), ('__sum_plus_10',
    2, '+'), ('__sum_plus_10', 3, '+'), ('argument', 3, 'option'), ('argument', 1, 'argument'), ('arguments', 0,
    'arguments'), ('arguments', 1, 'arguments'), ('atom', 1, 'false'), ('atom', 3, 'member'), ('atom', 3, 'group'),
    ('atom', 2, 'list_display'), ('atom', 4, 'list_display'), ('atom', 3, 'list_display'), ('atom', 5,
    'list_display'), ('atom', 4, 'list_display'), ('atom', 1, 'name'), ('atom', 3, 'function'), ('atom', 5,
    'function'), ('atom', 4, 'function'), ('atom', 6, 'function'), ('atom', 5, 'function'), ('atom', 1, 'number'),
    ('atom', 1, 'size'), ('atom', 1, 'string'), ('atom', 1, 'true'), ('block', 4, 'block'), ('block', 5, 'block'),
    ('body', 4, 'lines'), ('body', 1, 'body'), ('broken', 2, 'broken'), ('broken', 5, 'broken'), ('comparison', 1,
    ''), ('comparison', 2, 'chain'), ('conjunction', 1, ''), ('conjunction', 2, 'chain'), ('decision', 1, 'decision'),
    ('decision', 2, 'decision'), ('decision', 3, 'decision'), ('decision', 2, 'decision'), ('disjunction', 1, ''),
    ('disjunction', 2, 'chain'), ('elif_clause', 4, 'elif_clause'), ('else_clause', 3, 'else_clause'), ('expect', 3,
    'expect'), ('expression', 1, ''), ('expression', 5, 'conditional'), ('factor', 2, 'unary'), ('factor', 1, ''),
    ('file', 0, 'file'), ('file', 1, 'file'), ('for_loop', 6, 'for_loop'), ('for_loop', 8, 'for_loop'), ('for_loop',
    7, 'for_loop'), ('for_loop', 9, 'for_loop'), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''),
    ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('if_clause', 4,
    'if_clause'), ('init', 3, 'init'), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''),
    ('inline', 1, ''), ('input', 3, 'input'), ('inversion', 2, 'unary'), ('inversion', 1, ''), ('join', 3, 'join'),
    ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('label', 1, 'label'), ('labelled_head', 6,
    'labelled_head'), ('labelled_layer', 5, 'labelled_layer'), ('layer', 4, 'inline_call'), ('layer', 3, 'layer'),
    ('let', 5, 'let'), ('model', 4, 'model'), ('model', 3, 'model'), ('model', 5, 'model'), ('model', 4, 'model'),
    ('parameter', 1, 'parameter'), ('parameter', 3, 'parameter'), ('parameters', 2, 'parameters'), ('parameters', 4,
    'parameters'), ('parameters', 3, 'parameters'), ('parameters', 5, 'parameters'), ('parameters', 4, 'parameters'),
    ('path', 3, 'path'), ('power', 1, ''), ('power', 3, 'power'), ('primary', 1, ''), ('primary', 4, 'slice'),
    ('primary', 5, 'slice'), ('primary', 5, 'slice'), ('primary', 6, 'slice'), ('primary', 4, 'index'), ('product', 1,
    ''), ('product', 2, 'chain'), ('reference', 3, 'reference'), ('reference', 4, 'reference'), ('repeat', 4,
    'repeat'), ('section', 3, 'section'), ('section_body', 4, 'lines'), ('section_body', 1, 'section_body'),
    ('section_body', 1, 'section_body'), ('seq', 3, 'seq'), ('some_arguments', 1, 'arguments'), ('statement', 1, ''),
    ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''), ('sum', 1, ''), ('sum', 2,
    'chain'), ('training_head', 4, 'training_head'), ('use', 5, 'use'), ('use', 6, 'use'))

_ACTIONS: tuple[dict[str, int], ...] = ({'$END': -74, 'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6,
    'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15,
    'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24},
    {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'SIZE': 59, 'STRING': 60,
    'SUM': 61, 'TRUE': 62}, {'COLON': 74}, {'_GAP': 75}, {'NAME': 78}, {'END': 79}, {'COLON': 80}, {'END': -31,
    '_GAP': 75}, {'NAME': 83}, {'LABEL': 14, 'LBRACE': 15}, {'NAME': 87}, {}, {'NAME': 90}, {'NAME': 91}, {'COLON':
    92}, {'COLON': 94}, {'COLON': 96}, {'COLON': 97}, {'NAME': 98}, {'$END': -75, 'ADD': 2, 'AUX': 3, 'BLOCK': 4,
    'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13,
    'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22,
    'SPLIT': 23, 'USE': 24}, {'COLON': -110, 'DOT': -110, 'END': -110, 'LABEL': 100, 'LBRACE': 101}, {'$END': -61,
    'ADD': -61, 'AUX': -61, 'BLOCK': -61, 'BROKEN': -61, 'CONCAT': -61, 'ELIF': 102, 'ELSE': 103, 'EXPECT': -61,
    'FOR': -61, 'FROM': -61, 'IF': -61, 'INIT': -61, 'INLINE': -61, 'INPUT': -61, 'LABEL': -61, 'LBRACE': -61, 'LET':
    -61, 'MODEL': -61, 'MUL': -61, 'NAME': -61, 'PATH': -61, 'REPEAT': -61, 'SEQ': -61, 'SPLIT': -61, 'USE': -61,
    '_DEDENT': -61}, {'COLON': 107}, {'DOT': 108}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT':
    57, 'NUMBER': 58, 'RSQB': 110, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'$END': -41, 'AND': -41,
    'COLON': -41, 'COMMA': -41, 'COMPARE': -41, 'ELSE': -41, 'END': -41, 'IF': -41, 'LPAR': 112, 'LSQB': -41, 'OR':
    -41, 'POWER': -41, 'PRODUCT': -41, 'RANGE': -41, 'RBRACE': -41, 'RPAR': -41, 'RSQB': -41, 'SUM': -41, '_GAP':
    -41}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NUMBER': 58, 'SIZE': 59, 'STRING': 60, 'SUM':
    61, 'TRUE': 62}, {'$END': -65, 'COLON': -65, 'COMMA': -65, 'ELSE': -65, 'END': -65, 'IF': -65, 'OR': 115, 'RANGE':
    -65, 'RBRACE': -65, 'RPAR': -65, 'RSQB': -65, '_GAP': -65}, {'$END': -70, 'COLON': -70, 'COMMA': -70, 'END': -70,
    'IF': 117, 'RANGE': -70, 'RBRACE': -70, 'RPAR': -70, 'RSQB': -70, '_GAP': -70}, {'$END': -136, 'AND': -136,
    'COLON': -136, 'COMMA': -136, 'COMPARE': -136, 'ELSE': -136, 'END': -136, 'IF': -136, 'OR': -136, 'PRODUCT': 118,
    'RANGE': -136, 'RBRACE': -136, 'RPAR': -136, 'RSQB': -136, 'SUM': -136, '_GAP': -136}, {'$END': -59, 'AND': 120,
    'COLON': -59, 'COMMA': -59, 'ELSE': -59, 'END': -59, 'IF': -59, 'OR': -59, 'RANGE': -59, 'RBRACE': -59, 'RPAR':
    -59, 'RSQB': -59, '_GAP': -59}, {'$END': -128, 'AND': -128, 'COLON': -128, 'COMMA': -128, 'COMPARE': -128, 'ELSE':
    -128, 'END': -128, 'IF': -128, 'LSQB': 122, 'OR': -128, 'POWER': 123, 'PRODUCT': -128, 'RANGE': -128, 'RBRACE':
    -128, 'RPAR': -128, 'RSQB': -128, 'SUM': -128, '_GAP': -128}, {'$END': -152, 'AND': -152, 'COLON': -152, 'COMMA':
    -152, 'COMPARE': -152, 'ELSE': -152, 'END': -152, 'IF': -152, 'OR': -152, 'RANGE': -152, 'RBRACE': -152, 'RPAR':
    -152, 'RSQB': -152, 'SUM': 124, '_GAP': -152}, {'$END': -57, 'AND': -57, 'COLON': -57, 'COMMA': -57, 'COMPARE':
    126, 'ELSE': -57, 'END': -57, 'IF': -57, 'OR': -57, 'RANGE': -57, 'RBRACE': -57, 'RPAR': -57, 'RSQB': -57, '_GAP':
    -57}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'END': 128, 'EXPECT': 7, 'FOR': 8, 'FROM': 9,
    'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18,
    'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24}, {'FALSE': 52, 'IN': 53, 'LPAR': 54,
    'LSQB': 55, 'NAME': 136, 'NOT': 57, 'NUMBER': 58, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'COLON':
    -146, '_GAP': 139}, {'COLON': 140}, {'COLON': 141, 'LPAR': 142}, {'$END': -55, 'ADD': -55, 'AUX': -55, 'BLOCK':
    -55, 'BROKEN': -55, 'CONCAT': -55, 'ELIF': -55, 'ELSE': -55, 'EXPECT': -55, 'FOR': -55, 'FROM': -55, 'IF': -55,
    'INIT': -55, 'INLINE': -55, 'INPUT': -55, 'LABEL': -55, 'LBRACE': -55, 'LET': -55, 'MODEL': -55, 'MUL': -55,
    'NAME': -55, 'PATH': -55, 'REPEAT': -55, 'SEQ': -55, 'SPLIT': -55, 'USE': -55, '_DEDENT': -55, '_INDENT': 144},
    {'COLON': -32, 'END': -32, '_GAP': 139}, {'END': 146}, {'COMMA': 147, 'IN': 148}, {'DOT': 150, 'END': 151},
    {'COLON': 153}, {'END': 154}, {'END': 156}, {'RBRACE': 157}, {'EQUAL': 158}, {'COLON': 159, 'END': 160, 'LPAR':
    142}, {'END': 163}, {'COLON': 165}, {'COMMA': 147, 'FROM': 168}, {'COLON': 172}, {'$END': -62, 'ADD': -62, 'AUX':
    -62, 'BLOCK': -62, 'BROKEN': -62, 'CONCAT': -62, 'ELIF': 102, 'ELSE': 103, 'EXPECT': -62, 'FOR': -62, 'FROM': -62,
    'IF': -62, 'INIT': -62, 'INLINE': -62, 'INPUT': -62, 'LABEL': -62, 'LBRACE': -62, 'LET': -62, 'MODEL': -62, 'MUL':
    -62, 'NAME': -62, 'PATH': -62, 'REPEAT': -62, 'SEQ': -62, 'SPLIT': -62, 'USE': -62, '_DEDENT': -62}, {'ADD': 2,
    'AUX': 175, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'END': 176, 'EXPECT': 7, 'FOR': 8, 'IF': 10, 'INIT': 11,
    'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 177, 'PATH': 20, 'REPEAT': 21,
    'SEQ': 22, 'SPLIT': 23, 'USE': 24}, {'NAME': 181}, {'RPAR': 182}, {'COMMA': 183, 'RSQB': 184}, {'FALSE': 52, 'IN':
    53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RPAR': 186, 'SIZE': 59, 'STRING': 60, 'SUM': 61,
    'TRUE': 62}, {'$END': -66, 'COLON': -66, 'COMMA': -66, 'ELSE': -66, 'END': -66, 'IF': -66, 'OR': 189, 'RANGE':
    -66, 'RBRACE': -66, 'RPAR': -66, 'RSQB': -66, '_GAP': -66}, {'$END': -137, 'AND': -137, 'COLON': -137, 'COMMA':
    -137, 'COMPARE': -137, 'ELSE': -137, 'END': -137, 'IF': -137, 'OR': -137, 'PRODUCT': 192, 'RANGE': -137, 'RBRACE':
    -137, 'RPAR': -137, 'RSQB': -137, 'SUM': -137, '_GAP': -137}, {'$END': -60, 'AND': 194, 'COLON': -60, 'COMMA':
    -60, 'ELSE': -60, 'END': -60, 'IF': -60, 'OR': -60, 'RANGE': -60, 'RBRACE': -60, 'RPAR': -60, 'RSQB': -60, '_GAP':
    -60}, {'COLON': 195, 'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'SIZE':
    59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'$END': -153, 'AND': -153, 'COLON': -153, 'COMMA': -153, 'COMPARE':
    -153, 'ELSE': -153, 'END': -153, 'IF': -153, 'OR': -153, 'RANGE': -153, 'RBRACE': -153, 'RPAR': -153, 'RSQB':
    -153, 'SUM': 199, '_GAP': -153}, {'$END': -58, 'AND': -58, 'COLON': -58, 'COMMA': -58, 'COMPARE': 201, 'ELSE':
    -58, 'END': -58, 'IF': -58, 'OR': -58, 'RANGE': -58, 'RBRACE': -58, 'RPAR': -58, 'RSQB': -58, '_GAP': -58},
    {'_INDENT': 202}, {'AND': -41, 'COLON': -41, 'COMPARE': -41, 'END': -41, 'EQUAL': 203, 'IF': -41, 'LPAR': 112,
    'LSQB': -41, 'OR': -41, 'POWER': -41, 'PRODUCT': -41, 'SUM': -41, '_GAP': -41}, {'NAME': 207, 'RPAR': 208},
    {'COLON': 210}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF':
    10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME':
    19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24}, {'NAME': 212}, {'COMMA': 214, 'IN': 215},
    {'DOT': 217, 'END': 218}, {'END': 220}, {'COLON': 223, 'END': 224}, {'STRING': 226}, {'COMMA': 214, 'FROM': 227},
    {'RBRACE': 228}, {'COLON': 229}, {'COLON': -31, '_GAP': 75}, {'_INDENT': 232}, {'FALSE': 52, 'IN': 53, 'LPAR': 54,
    'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RSQB': 234, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62},
    {'COMMA': 236, 'RSQB': 237}, {'COMMA': 238, 'RPAR': 239}, {'ELSE': 242}, {'FALSE': 52, 'IN': 53, 'LPAR': 54,
    'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RSQB': 245, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62},
    {'COLON': 247, 'RSQB': 248}, {'COMMA': -120, 'EQUAL': 253, 'RPAR': -120}, {'COMMA': 254, 'RPAR': 255}, {'ADD': 2,
    'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE':
    12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT':
    21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24, '_DEDENT': 258}, {'COLON': 259, 'RANGE': 260}, {'NAME': 261}, {'END': 264},
    {'END': 266}, {'STRING': 267}, {'COLON': 269}, {'END': 271}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55,
    'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RSQB': 272, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'FALSE': 52,
    'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RPAR': 274, 'SIZE': 59, 'STRING': 60,
    'SUM': 61, 'TRUE': 62}, {'COMMA': 275, 'RPAR': 276}, {'RSQB': 278}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB':
    55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RSQB': 279, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'ADD': 2,
    'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE':
    12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT':
    21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24, '_DEDENT': 281}, {'NAME': 207, 'RPAR': 283}, {'COMMA': 285, 'RPAR': 286},
    {'COLON': 289, 'RANGE': 290}, {'END': 291}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT':
    7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16,
    'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24, '_DEDENT': 293},
    {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RPAR': 294, 'SIZE': 59,
    'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'RSQB': 295}, {'NAME': 207, 'RPAR': 296}, {'COLON': 298}, {'COLON': 302})

_GOTO: tuple[dict[str, int], ...] = ({'__file_star_0': 25, '__label_plus_2': 26, 'block': 27, 'broken': 28,
    'decision': 29, 'expect': 30, 'file': 31, 'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path':
    44, 'reference': 45, 'repeat': 46, 'section': 47, 'seq': 48, 'statement': 49, 'training_head': 50, 'use': 51},
    {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 67, 'factor': 68, 'inversion':
    69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {}, {'__arguments_star_1': 76, 'some_arguments': 77},
    {'__arguments_star_1': 81, 'arguments': 82}, {'__label_plus_2': 26, 'label': 84}, {'atom': 63, 'comparison': 64,
    'conjunction': 65, 'disjunction': 66, 'expression': 85, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71,
    'product': 72, 'sum': 73}, {'__arguments_star_1': 81, 'arguments': 86}, {'__arguments_star_1': 81, 'arguments':
    88}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 89, 'factor': 68,
    'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'__arguments_star_1': 81, 'arguments':
    93}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 95, 'factor': 68,
    'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'block': 27,
    'broken': 28, 'decision': 29, 'expect': 30, 'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path':
    44, 'reference': 45, 'repeat': 46, 'section': 47, 'seq': 48, 'statement': 99, 'training_head': 50, 'use': 51},
    {'__decision_star_5': 104, 'elif_clause': 105, 'else_clause': 106}, {'atom': 63, 'comparison': 64, 'conjunction':
    65, 'disjunction': 66, 'expression': 109, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product':
    72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 111, 'factor':
    68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64,
    'factor': 68, 'inversion': 113, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 114,
    'power': 70, 'primary': 71}, {'__disjunction_plus_7': 116}, {'__product_plus_11': 119}, {'__conjunction_plus_8':
    121}, {'__sum_plus_10': 125}, {'__comparison_plus_9': 127}, {'__label_plus_2': 26, 'block': 27, 'body': 129,
    'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path':
    44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'argument': 137,
    'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 138, 'factor': 68, 'inversion':
    69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'parameters': 143}, {'__label_plus_2': 26, 'block':
    27, 'body': 145, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline':
    132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42,
    'model': 43, 'path': 44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use':
    51}, {'__for_loop_star_4': 149}, {'__reference_star_3': 152}, {'__arguments_star_1': 81, 'arguments': 155},
    {'parameters': 161}, {'__label_plus_2': 26, 'block': 27, 'body': 162, 'broken': 28, 'expect': 30, 'for_loop': 32,
    'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46,
    'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 164,
    'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path':
    44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'__label_plus_2':
    26, 'block': 27, 'body': 166, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init':
    35, 'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133,
    'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head':
    135, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 167, 'broken': 28, 'expect': 30, 'for_loop': 32,
    'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46,
    'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'__for_loop_star_4': 169}, {'atom': 63, 'comparison':
    64, 'conjunction': 65, 'disjunction': 66, 'expression': 170, 'factor': 68, 'inversion': 69, 'power': 70,
    'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66,
    'expression': 171, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73},
    {'elif_clause': 173, 'else_clause': 174}, {'__label_plus_2': 26, 'block': 27, 'broken': 28, 'expect': 30,
    'for_loop': 32, 'held': 178, 'if_clause': 179, 'init': 35, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'let': 42, 'model': 43, 'path': 44, 'repeat': 46, 'section': 47, 'section_body': 180,
    'seq': 48, 'use': 51}, {'__atom_star_12': 185}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction':
    66, 'expression': 187, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73},
    {'atom': 63, 'comparison': 64, 'conjunction': 188, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71,
    'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 190, 'factor': 68,
    'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 191, 'power': 70,
    'primary': 71}, {'atom': 63, 'comparison': 64, 'factor': 68, 'inversion': 193, 'power': 70, 'primary': 71,
    'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 196,
    'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 197,
    'power': 70, 'primary': 71}, {'atom': 63, 'factor': 68, 'power': 70, 'primary': 71, 'product': 198}, {'atom': 63,
    'factor': 68, 'power': 70, 'primary': 71, 'product': 72, 'sum': 200}, {'argument': 204, 'atom': 63, 'comparison':
    64, 'conjunction': 65, 'disjunction': 66, 'expression': 138, 'factor': 68, 'inversion': 69, 'power': 70,
    'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'block': 27, 'body': 205, 'broken': 28, 'expect':
    30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37, 'label':
    38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44, 'reference': 134,
    'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'__label_plus_2': 26, 'block': 27,
    'body': 206, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132,
    'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model':
    43, 'path': 44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51},
    {'parameter': 209}, {'__file_star_0': 211, '__label_plus_2': 26, 'block': 27, 'broken': 28, 'decision': 29,
    'expect': 30, 'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36, 'join': 37, 'label': 38,
    'labelled_head': 39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path': 44, 'reference': 45,
    'repeat': 46, 'section': 47, 'seq': 48, 'statement': 49, 'training_head': 50, 'use': 51}, {'atom': 63,
    'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 213, 'factor': 68, 'inversion': 69, 'power':
    70, 'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'label': 216}, {'__label_plus_2': 26,
    'block': 27, 'body': 219, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35,
    'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133,
    'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head':
    135, 'use': 51}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 221, 'factor':
    68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'block': 27,
    'body': 222, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132,
    'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model':
    43, 'path': 44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51},
    {'__label_plus_2': 26, 'block': 27, 'body': 225, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130,
    'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39,
    'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46, 'section':
    47, 'seq': 48, 'training_head': 135, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 230, 'broken': 28,
    'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37,
    'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44,
    'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'__arguments_star_1':
    81, 'arguments': 231}, {'__arguments_star_1': 81, 'arguments': 233}, {'atom': 63, 'comparison': 64, 'conjunction':
    65, 'disjunction': 66, 'expression': 235, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product':
    72, 'sum': 73}, {'__atom_star_12': 240}, {'atom': 63, 'comparison': 64, 'conjunction': 241, 'factor': 68,
    'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 243, 'power': 70,
    'primary': 71}, {'atom': 63, 'comparison': 64, 'factor': 68, 'inversion': 244, 'power': 70, 'primary': 71,
    'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 246,
    'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 68,
    'power': 70, 'primary': 71, 'product': 249}, {'atom': 63, 'factor': 68, 'power': 70, 'primary': 71, 'product': 72,
    'sum': 250}, {'__file_star_0': 251, '__label_plus_2': 26, 'block': 27, 'broken': 28, 'decision': 29, 'expect': 30,
    'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path': 44, 'reference': 45, 'repeat': 46,
    'section': 47, 'seq': 48, 'statement': 49, 'training_head': 50, 'use': 51}, {'atom': 63, 'comparison': 64,
    'conjunction': 65, 'disjunction': 66, 'expression': 252, 'factor': 68, 'inversion': 69, 'power': 70, 'primary':
    71, 'product': 72, 'sum': 73}, {'__parameters_star_6': 256}, {'__label_plus_2': 26, 'block': 27, 'body': 257,
    'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path':
    44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'atom': 63,
    'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 262, 'factor': 68, 'inversion': 69, 'power':
    70, 'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'label': 263}, {'__label_plus_2': 26,
    'block': 27, 'body': 265, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35,
    'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133,
    'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head':
    135, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 268, 'broken': 28, 'expect': 30, 'for_loop': 32,
    'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46,
    'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'__file_star_0': 270, '__label_plus_2': 26, 'block':
    27, 'broken': 28, 'decision': 29, 'expect': 30, 'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input':
    36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43,
    'path': 44, 'reference': 45, 'repeat': 46, 'section': 47, 'seq': 48, 'statement': 49, 'training_head': 50, 'use':
    51}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 273, 'factor': 68,
    'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64,
    'conjunction': 65, 'disjunction': 66, 'expression': 277, 'factor': 68, 'inversion': 69, 'power': 70, 'primary':
    71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression':
    280, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63,
    'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 282, 'factor': 68, 'inversion': 69, 'power':
    70, 'primary': 71, 'product': 72, 'sum': 73}, {'parameter': 284}, {'__label_plus_2': 26, 'block': 27, 'body': 287,
    'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path':
    44, 'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'atom': 63,
    'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 288, 'factor': 68, 'inversion': 69, 'power':
    70, 'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'block': 27, 'body': 292, 'broken': 28,
    'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37,
    'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44,
    'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51}, {'parameter': 297},
    {'__label_plus_2': 26, 'block': 27, 'body': 299, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130,
    'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39,
    'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46, 'section':
    47, 'seq': 48, 'training_head': 135, 'use': 51}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction':
    66, 'expression': 300, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73},
    {'__label_plus_2': 26, 'block': 27, 'body': 301, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 130,
    'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39,
    'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44, 'reference': 134, 'repeat': 46, 'section':
    47, 'seq': 48, 'training_head': 135, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 303, 'broken': 28,
    'expect': 30, 'for_loop': 32, 'held': 130, 'if_clause': 131, 'init': 35, 'inline': 132, 'input': 36, 'join': 37,
    'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 133, 'let': 42, 'model': 43, 'path': 44,
    'reference': 134, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 135, 'use': 51})

ACTIONS = tuple(map(_ACTIONS.__getitem__, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 7, 10, 7, 11, 1, 12, 13, 14, 7, 15, 1, 16,
    17, 18, 19, 20, 11, 11, 11, 11, 11, 11, 11, 21, 11, 11, 11, 22, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11,
    11, 11, 23, 1, 24, 25, 1, 11, 11, 11, 26, 11, 11, 11, 27, 28, 11, 29, 30, 11, 31, 32, 33, 34, 35, 36, 37, 38, 39,
    34, 40, 41, 42, 43, 44, 45, 7, 46, 47, 48, 49, 34, 50, 34, 51, 34, 34, 52, 11, 11, 1, 1, 53, 54, 11, 11, 55, 56,
    57, 11, 58, 59, 11, 11, 1, 60, 1, 26, 61, 1, 62, 63, 26, 26, 64, 26, 65, 66, 11, 11, 11, 11, 11, 11, 11, 67, 11,
    11, 35, 34, 34, 68, 69, 70, 11, 11, 71, 1, 72, 9, 11, 73, 34, 11, 74, 11, 11, 1, 34, 11, 75, 11, 11, 11, 34, 11,
    11, 76, 77, 78, 79, 34, 11, 11, 80, 81, 7, 11, 11, 11, 11, 11, 82, 11, 83, 11, 84, 11, 1, 85, 11, 26, 11, 1, 86,
    87, 11, 11, 26, 11, 26, 70, 1, 11, 11, 11, 88, 11, 89, 34, 90, 11, 91, 92, 1, 11, 9, 11, 11, 11, 93, 11, 34, 11,
    11, 94, 95, 11, 34, 11, 96, 70, 97, 11, 11, 98, 11, 99, 11, 100, 11, 1, 11, 11, 11, 101, 102, 11, 11, 11, 103, 11,
    1, 104, 11, 105, 11, 11, 34, 1, 11, 106, 11, 11, 11, 11, 107, 11, 34, 108, 11, 11, 11, 11, 109, 11, 11, 11, 11,
    110, 11, 11, 11, 11, 111, 11, 11, 112, 34, 1, 11, 11, 11, 11, 11, 11, 11, 34, 11, 113, 11, 34, 11)))

GOTO = tuple(map(_GOTO.__getitem__, (0, 1, 2, 3, 2, 2, 2, 4, 2, 5, 6, 7, 2, 8, 2, 9, 2, 2, 2, 10, 2, 11, 2, 2, 2, 12,
    2, 2, 2, 2, 2, 2, 2, 2, 13, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 14, 15, 2, 16, 2, 2, 2, 17,
    2, 2, 2, 18, 2, 2, 19, 20, 2, 2, 21, 22, 23, 24, 2, 2, 25, 2, 26, 2, 2, 27, 28, 2, 2, 29, 2, 2, 2, 30, 31, 2, 32,
    2, 33, 34, 35, 2, 2, 36, 37, 2, 38, 2, 2, 39, 2, 2, 2, 40, 41, 2, 2, 42, 2, 43, 44, 2, 45, 2, 46, 47, 48, 2, 49,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 50, 51, 52, 53, 2, 54, 2, 2, 2, 55, 2, 56, 2, 2, 57, 2, 2, 2, 2, 58, 59, 2, 2,
    2, 2, 2, 60, 2, 2, 2, 2, 2, 2, 61, 2, 2, 62, 2, 63, 2, 2, 2, 2, 2, 64, 2, 2, 2, 65, 2, 66, 2, 2, 67, 2, 68, 69, 2,
    2, 2, 70, 2, 71, 72, 73, 2, 2, 2, 2, 2, 74, 75, 12, 2, 2, 2, 76, 2, 77, 2, 2, 2, 2, 2, 78, 2, 2, 2, 2, 2, 79, 2,
    2, 80, 2, 2, 2, 81, 2, 64, 2, 2, 2, 82, 2, 2, 2, 2, 83, 2, 2, 2, 12, 2, 84, 85, 2, 2, 2, 2, 86, 87, 2, 2, 2, 2, 2,
    2, 2, 2, 88, 12, 2, 2, 2, 2, 81, 2, 2, 2, 2, 2, 2, 2, 2, 2, 89, 2, 2, 2, 90, 91, 2, 2, 2, 2, 2, 2, 2, 92, 2, 2, 2,
    93, 2)))

DEFAULTS: tuple[int, ...] = (-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 16, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, 79, 80, 146, 81, -1, 82, 147, -1, 83, 84, 85, -1, 86, 87, 148, 88, 89, 90, 149, 91, 92, 93,
    13, 150, 94, 32, -1, -1, -1, -1, -1, 46, 47, 48, -1, 49, 129, 104, -1, -1, -1, -1, -1, 72, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 12, 18, -1, -1, -1, -1, 9,
    63, -1, -1, -1, 35, -1, -1, 103, 71, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 105, 97, 98, 53, 99,
    100, 101, -1, 0, 29, -1, -1, -1, -1, -1, -1, 106, 68, -1, -1, -1, -1, 137, -1, -1, 96, -1, 102, 17, -1, -1, 116,
    -1, 107, 113, 126, -1, 144, 108, -1, -1, -1, -1, -1, 8, 62, -1, -1, -1, 142, 143, 140, 33, 34, -1, 37, -1, 41, -1,
    10, -1, -1, 22, -1, 6, -1, -1, -1, 128, 26, -1, 4, -1, -1, -1, 1, 153, 50, -1, 121, -1, -1, -1, 14, -1, -1, -1,
    24, -1, 138, 95, 112, -1, 115, -1, 118, 139, -1, -1, 19, -1, 67, -1, -1, -1, 36, 2, -1, 39, -1, 43, -1, 11, -1,
    23, 7, 130, -1, -1, 134, 27, 5, -1, 28, -1, -1, 123, -1, 51, 55, -1, -1, 15, -1, 25, 114, 117, 154, -1, 66, -1,
    -1, 111, 38, 3, 42, -1, 45, 70, 131, 132, -1, 52, 120, 122, 20, -1, 125, 75, -1, -1, -1, 155, 110, 141, 44, 133,
    124, 21, -1, 77, -1, 76, -1, 78)

WORDS: dict[str, str] = {'add': 'ADD', 'and': 'AND', 'aux': 'AUX', 'block': 'BLOCK', 'concat': 'CONCAT', 'elif':
    'ELIF', 'else': 'ELSE', 'expect': 'EXPECT', 'false': 'FALSE', 'for': 'FOR', 'from': 'FROM', 'if': 'IF', 'in':
    'IN', 'init': 'INIT', 'inline': 'INLINE', 'input': 'INPUT', 'let': 'LET', 'model': 'MODEL', 'mul': 'MUL', 'not':
    'NOT', 'or': 'OR', 'path': 'PATH', 'repeat': 'REPEAT', 'seq': 'SEQ', 'split': 'SPLIT', 'true': 'TRUE', 'use':
    'USE'}

OPENERS: tuple[str, ...] = ('add', 'aux', 'block', 'concat', 'elif', 'else', 'for', 'if', 'model', 'mul', 'path',
    'repeat', 'seq', 'split')
