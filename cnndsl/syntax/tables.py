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
    ('__atom_star_13', 2, '+'), ('__atom_star_13', 3, '+'), ('__comparison_plus_10', 2, '+'), ('__comparison_plus_10',
    3, '+'), ('__conjunction_plus_9', 2, '+'), ('__conjunction_plus_9', 3, '+'), ('__decision_star_5', 2, '+'),
    ('__decision_star_5', 1, '+'), ('__disjunction_plus_8', 2, '+'), ('__disjunction_plus_8', 3, '+'),
    ('__expect_star_6', 2, '+'), ('__expect_star_6', 3, '+'), ('__file_star_0', 2, '+'), ('__file_star_0', 1, '+'),
    ('__for_loop_star_4', 2, '+'), ('__for_loop_star_4', 3, '+'), ('__label_plus_2', 1, '+'), ('__label_plus_2', 3,
    '+'), ('__label_plus_2', 2, '+'), ('__label_plus_2', 4, '+'), ('__parameters_star_7', 2, '+'),
    ('__parameters_star_7', 3, '+'), ('__product_plus_12', 2, '+'), ('__product_plus_12', 3, '+'),
    ('__reference_star_3', 2, '+'), ('__reference_star_3', 3, '+'), ('__sum_plus_11', 2, '+'), ('__sum_plus_11', 3,
    '+'), ('again', 3, 'again'), ('again', 4, 'again'), ('argument', 3, 'option'), ('argument', 1, 'argument'),
    ('arguments', 0, 'arguments'), ('arguments', 1, 'arguments'), ('atom', 1, 'false'), ('atom', 3, 'member'),
    ('atom', 3, 'group'), ('atom', 2, 'list_display'), ('atom', 4, 'list_display'), ('atom', 3, 'list_display'),
    ('atom', 5, 'list_display'), ('atom', 4, 'list_display'), ('atom', 1, 'name'), ('atom', 3, 'function'), ('atom',
    5, 'function'), ('atom', 4, 'function'), ('atom', 6, 'function'), ('atom', 5, 'function'), ('atom', 1, 'number'),
    ('atom', 1, 'size'), ('atom', 1, 'string'), ('atom', 1, 'true'), ('block', 4, 'block'), ('block', 5, 'block'),
    ('body', 4, 'lines'), ('body', 1, 'body'), ('broken', 2, 'broken'), ('broken', 5, 'broken'), ('comparison', 1,
    ''), ('comparison', 2, 'chain'), ('conjunction', 1, ''), ('conjunction', 2, 'chain'), ('decision', 1, 'decision'),
    ('decision', 2, 'decision'), ('decision', 3, 'decision'), ('decision', 2, 'decision'), ('disjunction', 1, ''),
    ('disjunction', 2, 'chain'), ('elif_clause', 4, 'elif_clause'), ('else_clause', 3, 'else_clause'), ('expect', 2,
    'expect'), ('expect', 3, 'expect'), ('expected', 1, 'pattern'), ('expected', 1, ''), ('expression', 1, ''),
    ('expression', 5, 'conditional'), ('factor', 2, 'unary'), ('factor', 1, ''), ('file', 0, 'file'), ('file', 1,
    'file'), ('for_loop', 6, 'for_loop'), ('for_loop', 8, 'for_loop'), ('for_loop', 7, 'for_loop'), ('for_loop', 9,
    'for_loop'), ('given', 1, ''), ('given', 3, 'interval'), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''),
    ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''),
    ('held', 1, ''), ('held', 1, ''), ('if_clause', 4, 'if_clause'), ('init', 3, 'init'), ('inline', 1, ''),
    ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('input', 3, 'input'), ('inversion',
    2, 'unary'), ('inversion', 1, ''), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3,
    'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 4,
    'split_into'), ('join', 3, 'join'), ('label', 1, 'label'), ('labelled_head', 6, 'labelled_head'),
    ('labelled_layer', 5, 'labelled_layer'), ('layer', 4, 'inline_call'), ('layer', 3, 'layer'), ('let', 5, 'let'),
    ('model', 4, 'model'), ('model', 3, 'model'), ('model', 5, 'model'), ('model', 4, 'model'), ('output', 4,
    'output'), ('output', 3, 'output'), ('parameter', 1, 'parameter'), ('parameter', 3, 'parameter'), ('parameters',
    2, 'parameters'), ('parameters', 4, 'parameters'), ('parameters', 3, 'parameters'), ('parameters', 5,
    'parameters'), ('parameters', 4, 'parameters'), ('path', 3, 'path'), ('power', 1, ''), ('power', 3, 'power'),
    ('primary', 1, ''), ('primary', 4, 'slice'), ('primary', 5, 'slice'), ('primary', 5, 'slice'), ('primary', 6,
    'slice'), ('primary', 4, 'index'), ('product', 1, ''), ('product', 2, 'chain'), ('reference', 3, 'reference'),
    ('reference', 4, 'reference'), ('repeat', 4, 'repeat'), ('section', 3, 'section'), ('section_body', 4, 'lines'),
    ('section_body', 1, 'section_body'), ('section_body', 1, 'section_body'), ('seq', 3, 'seq'), ('some_arguments', 1,
    'arguments'), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''),
    ('statement', 1, ''), ('sum', 1, ''), ('sum', 2, 'chain'), ('training_head', 4, 'training_head'), ('use', 5,
    'use'), ('use', 6, 'use'))

_ACTIONS: tuple[dict[str, int], ...] = ({'$END': -81, 'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6,
    'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15,
    'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24,
    'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'FALSE': 61, 'IN': 62,
    'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71},
    {'COLON': 83}, {'LABEL': 15, 'LBRACE': 16}, {'_GAP': 85}, {'NAME': 88}, {'END': 89}, {'COLON': 90}, {'END': 91,
    '_GAP': 92}, {'NAME': 94}, {'END': -35, '_GAP': 85}, {'NAME': 99}, {}, {'NAME': 102}, {'COLON': 103}, {'COLON':
    104}, {'COLON': 105}, {'NAME': 106}, {'COLON': 107}, {'COLON': 110}, {'COLON': 112}, {'COLON': 113}, {'COLON':
    114, 'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69,
    'SUM': 70, 'TRUE': 71}, {'COLON': 116}, {'NAME': 117}, {'$END': -82, 'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5,
    'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14,
    'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23,
    'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'COLON':
    -127, 'DOT': -127, 'END': -127, 'LABEL': 119, 'LBRACE': 120}, {'$END': -65, 'ADD': -65, 'AGAIN': -65, 'AUX': -65,
    'BLOCK': -65, 'BROKEN': -65, 'CONCAT': -65, 'ELIF': 121, 'ELSE': 122, 'EXPECT': -65, 'FOR': -65, 'FROM': -65,
    'IF': -65, 'INIT': -65, 'INLINE': -65, 'INPUT': -65, 'LABEL': -65, 'LBRACE': -65, 'LET': -65, 'MATMUL': -65,
    'MAX': -65, 'MEAN': -65, 'MODEL': -65, 'MUL': -65, 'NAME': -65, 'OUTPUT': -65, 'PATH': -65, 'REPEAT': -65,
    'SELECT': -65, 'SEQ': -65, 'SPLIT': -65, 'SUB': -65, 'USE': -65, '_DEDENT': -65}, {'COLON': 126}, {'DOT': 127},
    {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RSQB': 129, 'SIZE': 68,
    'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -45, 'AND': -45, 'COLON': -45, 'COMMA': -45, 'COMPARE': -45,
    'ELSE': -45, 'END': -45, 'IF': -45, 'LPAR': 131, 'LSQB': -45, 'OR': -45, 'POWER': -45, 'PRODUCT': -45, 'RANGE':
    -45, 'RBRACE': -45, 'RPAR': -45, 'RSQB': -45, 'SUM': -45, '_GAP': -45}, {'FALSE': 61, 'IN': 62, 'LPAR': 63,
    'LSQB': 64, 'NAME': 65, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -69, 'COLON':
    -69, 'COMMA': -69, 'ELSE': -69, 'END': -69, 'IF': -69, 'OR': 134, 'RANGE': -69, 'RBRACE': -69, 'RPAR': -69,
    'RSQB': -69, '_GAP': -69}, {'$END': -77, 'COLON': -77, 'COMMA': -77, 'END': -77, 'IF': 136, 'RANGE': -77,
    'RBRACE': -77, 'RPAR': -77, 'RSQB': -77, '_GAP': -77}, {'$END': -155, 'AND': -155, 'COLON': -155, 'COMMA': -155,
    'COMPARE': -155, 'ELSE': -155, 'END': -155, 'IF': -155, 'OR': -155, 'PRODUCT': 137, 'RANGE': -155, 'RBRACE': -155,
    'RPAR': -155, 'RSQB': -155, 'SUM': -155, '_GAP': -155}, {'$END': -63, 'AND': 139, 'COLON': -63, 'COMMA': -63,
    'ELSE': -63, 'END': -63, 'IF': -63, 'OR': -63, 'RANGE': -63, 'RBRACE': -63, 'RPAR': -63, 'RSQB': -63, '_GAP':
    -63}, {'$END': -147, 'AND': -147, 'COLON': -147, 'COMMA': -147, 'COMPARE': -147, 'ELSE': -147, 'END': -147, 'IF':
    -147, 'LSQB': 141, 'OR': -147, 'POWER': 142, 'PRODUCT': -147, 'RANGE': -147, 'RBRACE': -147, 'RPAR': -147, 'RSQB':
    -147, 'SUM': -147, '_GAP': -147}, {'$END': -171, 'AND': -171, 'COLON': -171, 'COMMA': -171, 'COMPARE': -171,
    'ELSE': -171, 'END': -171, 'IF': -171, 'OR': -171, 'RANGE': -171, 'RBRACE': -171, 'RPAR': -171, 'RSQB': -171,
    'SUM': 143, '_GAP': -171}, {'$END': -61, 'AND': -61, 'COLON': -61, 'COMMA': -61, 'COMPARE': 145, 'ELSE': -61,
    'END': -61, 'IF': -61, 'OR': -61, 'RANGE': -61, 'RBRACE': -61, 'RPAR': -61, 'RSQB': -61, '_GAP': -61}, {'ADD': 2,
    'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'END': 147, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF':
    11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN':
    20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT':
    29, 'SUB': 30, 'USE': 31}, {'DOT': 155, 'END': 156}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 158,
    'NOT': 66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COLON': -165, '_GAP': 162}, {'COLON':
    163}, {'COLON': 164, 'LPAR': 165}, {'$END': -59, 'ADD': -59, 'AGAIN': -59, 'AUX': -59, 'BLOCK': -59, 'BROKEN':
    -59, 'CONCAT': -59, 'ELIF': -59, 'ELSE': -59, 'EXPECT': -59, 'FOR': -59, 'FROM': -59, 'IF': -59, 'INIT': -59,
    'INLINE': -59, 'INPUT': -59, 'LABEL': -59, 'LBRACE': -59, 'LET': -59, 'MATMUL': -59, 'MAX': -59, 'MEAN': -59,
    'MODEL': -59, 'MUL': -59, 'NAME': -59, 'OUTPUT': -59, 'PATH': -59, 'REPEAT': -59, 'SELECT': -59, 'SEQ': -59,
    'SPLIT': -59, 'SUB': -59, 'USE': -59, '_DEDENT': -59, '_INDENT': 167}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB':
    64, 'NAME': 158, 'NOT': 66, 'NUMBER': 67, 'PATTERN': 169, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71},
    {'END': 172, '_GAP': 173}, {'COMMA': 174, 'IN': 175}, {'DOT': 155, 'END': 177}, {'COLON': 179}, {'COLON': -36,
    'END': -36, '_GAP': 162}, {'END': 180}, {'END': 182}, {'RBRACE': 183}, {'EQUAL': 184}, {'COLON': 188, 'END': 189,
    'LPAR': 165}, {'END': 192}, {'COLON': 193, 'END': 194}, {'COLON': 196}, {'COLON': 200}, {'COMMA': 174, 'FROM':
    202}, {'COLON': 206}, {'$END': -66, 'ADD': -66, 'AGAIN': -66, 'AUX': -66, 'BLOCK': -66, 'BROKEN': -66, 'CONCAT':
    -66, 'ELIF': 121, 'ELSE': 122, 'EXPECT': -66, 'FOR': -66, 'FROM': -66, 'IF': -66, 'INIT': -66, 'INLINE': -66,
    'INPUT': -66, 'LABEL': -66, 'LBRACE': -66, 'LET': -66, 'MATMUL': -66, 'MAX': -66, 'MEAN': -66, 'MODEL': -66,
    'MUL': -66, 'NAME': -66, 'OUTPUT': -66, 'PATH': -66, 'REPEAT': -66, 'SELECT': -66, 'SEQ': -66, 'SPLIT': -66,
    'SUB': -66, 'USE': -66, '_DEDENT': -66}, {'ADD': 2, 'AGAIN': 3, 'AUX': 209, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7,
    'END': 210, 'EXPECT': 8, 'FOR': 9, 'IF': 11, 'INIT': 12, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17,
    'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 211, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26,
    'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'NAME': 215}, {'RPAR': 216}, {'COMMA': 217, 'RSQB':
    218}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 220, 'SIZE':
    68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -70, 'COLON': -70, 'COMMA': -70, 'ELSE': -70, 'END': -70, 'IF':
    -70, 'OR': 223, 'RANGE': -70, 'RBRACE': -70, 'RPAR': -70, 'RSQB': -70, '_GAP': -70}, {'$END': -156, 'AND': -156,
    'COLON': -156, 'COMMA': -156, 'COMPARE': -156, 'ELSE': -156, 'END': -156, 'IF': -156, 'OR': -156, 'PRODUCT': 226,
    'RANGE': -156, 'RBRACE': -156, 'RPAR': -156, 'RSQB': -156, 'SUM': -156, '_GAP': -156}, {'$END': -64, 'AND': 228,
    'COLON': -64, 'COMMA': -64, 'ELSE': -64, 'END': -64, 'IF': -64, 'OR': -64, 'RANGE': -64, 'RBRACE': -64, 'RPAR':
    -64, 'RSQB': -64, '_GAP': -64}, {'COLON': 229, 'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT':
    66, 'NUMBER': 67, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'$END': -172, 'AND': -172, 'COLON': -172,
    'COMMA': -172, 'COMPARE': -172, 'ELSE': -172, 'END': -172, 'IF': -172, 'OR': -172, 'RANGE': -172, 'RBRACE': -172,
    'RPAR': -172, 'RSQB': -172, 'SUM': 233, '_GAP': -172}, {'$END': -62, 'AND': -62, 'COLON': -62, 'COMMA': -62,
    'COMPARE': 235, 'ELSE': -62, 'END': -62, 'IF': -62, 'OR': -62, 'RANGE': -62, 'RBRACE': -62, 'RPAR': -62, 'RSQB':
    -62, '_GAP': -62}, {'_INDENT': 236}, {'DOT': 238, 'END': 239}, {'AND': -45, 'COLON': -45, 'COMPARE': -45, 'END':
    -45, 'EQUAL': 240, 'IF': -45, 'LPAR': 131, 'LSQB': -45, 'OR': -45, 'POWER': -45, 'PRODUCT': -45, 'RANGE': -45,
    'SUM': -45, '_GAP': -45}, {'COLON': -87, 'END': -87, 'RANGE': 241, '_GAP': -87}, {'NAME': 245, 'RPAR': 246},
    {'COLON': 248}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9,
    'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18,
    'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27,
    'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31}, {'NAME': 251}, {'COMMA': 253, 'IN': 254}, {'DOT': 238, 'END': 255},
    {'END': 257}, {'COLON': 260, 'END': 261}, {'STRING': 265}, {'COMMA': 253, 'FROM': 266}, {'RBRACE': 267}, {'COLON':
    268}, {'COLON': -35, '_GAP': 85}, {'_INDENT': 271}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65,
    'NOT': 66, 'NUMBER': 67, 'RSQB': 273, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COMMA': 275, 'RSQB':
    276}, {'COMMA': 277, 'RPAR': 278}, {'ELSE': 281}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65,
    'NOT': 66, 'NUMBER': 67, 'RSQB': 284, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COLON': 286, 'RSQB':
    287}, {'COMMA': -139, 'EQUAL': 294, 'RPAR': -139}, {'COMMA': 295, 'RPAR': 296}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4,
    'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13,
    'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22,
    'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31,
    '_DEDENT': 299}, {'COLON': 300, 'RANGE': 301}, {'NAME': 302}, {'END': 304}, {'END': 306}, {'STRING': 307},
    {'COLON': 309}, {'END': 311}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67,
    'RSQB': 312, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64,
    'NAME': 65, 'NOT': 66, 'NUMBER': 67, 'RPAR': 314, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'COMMA': 315,
    'RPAR': 316}, {'RSQB': 318}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66, 'NUMBER': 67,
    'RSQB': 319, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'ADD': 2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5,
    'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11, 'INIT': 12, 'INLINE': 13, 'INPUT': 14,
    'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20, 'MODEL': 21, 'MUL': 22, 'NAME': 23,
    'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29, 'SUB': 30, 'USE': 31, '_DEDENT':
    321}, {'NAME': 245, 'RPAR': 323}, {'COMMA': 325, 'RPAR': 326}, {'COLON': 329, 'RANGE': 330}, {'END': 331}, {'ADD':
    2, 'AGAIN': 3, 'AUX': 4, 'BLOCK': 5, 'BROKEN': 6, 'CONCAT': 7, 'EXPECT': 8, 'FOR': 9, 'FROM': 10, 'IF': 11,
    'INIT': 12, 'INLINE': 13, 'INPUT': 14, 'LABEL': 15, 'LBRACE': 16, 'LET': 17, 'MATMUL': 18, 'MAX': 19, 'MEAN': 20,
    'MODEL': 21, 'MUL': 22, 'NAME': 23, 'OUTPUT': 24, 'PATH': 25, 'REPEAT': 26, 'SELECT': 27, 'SEQ': 28, 'SPLIT': 29,
    'SUB': 30, 'USE': 31, '_DEDENT': 333}, {'FALSE': 61, 'IN': 62, 'LPAR': 63, 'LSQB': 64, 'NAME': 65, 'NOT': 66,
    'NUMBER': 67, 'RPAR': 334, 'SIZE': 68, 'STRING': 69, 'SUM': 70, 'TRUE': 71}, {'RSQB': 335}, {'NAME': 245, 'RPAR':
    336}, {'COLON': 338}, {'COLON': 342})

_GOTO: tuple[dict[str, int], ...] = ({'__file_star_0': 32, '__label_plus_2': 33, 'again': 34, 'block': 35, 'broken':
    36, 'decision': 37, 'expect': 38, 'file': 39, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input':
    44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58,
    'training_head': 59, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 76, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {},
    {'__label_plus_2': 33, 'label': 84}, {'__arguments_star_1': 86, 'some_arguments': 87}, {'__expect_star_6': 93},
    {'__label_plus_2': 33, 'label': 95}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 96, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__arguments_star_1': 97, 'arguments': 98}, {'__arguments_star_1': 97, 'arguments': 100}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 101, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'__arguments_star_1': 97, 'arguments': 108}, {'__label_plus_2': 33,
    'label': 109}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 111, 'factor':
    77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 115, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37,
    'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 118, 'training_head': 59, 'use': 60},
    {'__decision_star_5': 123, 'elif_clause': 124, 'else_clause': 125}, {'atom': 72, 'comparison': 73, 'conjunction':
    74, 'disjunction': 75, 'expression': 128, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product':
    81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 130, 'factor':
    77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73,
    'factor': 77, 'inversion': 132, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'factor': 133,
    'power': 79, 'primary': 80}, {'__disjunction_plus_8': 135}, {'__product_plus_12': 138}, {'__conjunction_plus_9':
    140}, {'__sum_plus_11': 144}, {'__comparison_plus_10': 146}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 148, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__reference_star_3': 157}, {'argument': 159, 'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 160, 'factor': 77, 'given': 161, 'inversion': 78, 'power': 79, 'primary': 80,
    'product': 81, 'sum': 82}, {'parameters': 166}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 168,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use':
    60}, {'argument': 170, 'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expected': 171,
    'expression': 160, 'factor': 77, 'given': 161, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum':
    82}, {'__for_loop_star_4': 176}, {'__reference_star_3': 178}, {'__arguments_star_1': 97, 'arguments': 181},
    {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 185, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 186, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 187, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'parameters': 190},
    {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 191, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 195, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 197, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33,
    'again': 34, 'block': 35, 'body': 198, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150,
    'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 199,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use':
    60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 201, 'broken': 36, 'expect': 38, 'for_loop': 40,
    'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head':
    47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153,
    'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__for_loop_star_4': 203}, {'atom': 72,
    'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 204, 'factor': 77, 'inversion': 78, 'power':
    79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 205, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'elif_clause': 207, 'else_clause': 208}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'broken': 36, 'expect':
    38, 'for_loop': 40, 'held': 212, 'if_clause': 213, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'repeat': 55,
    'section': 56, 'section_body': 214, 'seq': 57, 'use': 60}, {'__atom_star_13': 219}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 221, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 222, 'factor': 77, 'inversion': 78,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 224, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom':
    72, 'factor': 225, 'power': 79, 'primary': 80}, {'atom': 72, 'comparison': 73, 'factor': 77, 'inversion': 227,
    'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 230, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'atom': 72, 'factor': 231, 'power': 79, 'primary': 80}, {'atom': 72, 'factor': 77, 'power': 79,
    'primary': 80, 'product': 232}, {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product': 81, 'sum': 234},
    {'__label_plus_2': 33, 'label': 237}, {'argument': 242, 'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 160, 'factor': 77, 'given': 161, 'inversion': 78, 'power': 79, 'primary': 80,
    'product': 81, 'sum': 82}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 243, 'broken': 36, 'expect':
    38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label':
    46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33,
    'again': 34, 'block': 35, 'body': 244, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150,
    'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 154, 'use': 60}, {'parameter': 247}, {'__file_star_0': 249, '__label_plus_2': 33,
    'again': 34, 'block': 35, 'broken': 36, 'decision': 37, 'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42,
    'init': 43, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let':
    50, 'model': 51, 'output': 52, 'path': 53, 'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement':
    58, 'training_head': 59, 'use': 60}, {'argument': 170, 'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expected': 250, 'expression': 160, 'factor': 77, 'given': 161, 'inversion': 78, 'power': 79,
    'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 252, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 256, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 258, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 259, 'broken': 36, 'expect': 38, 'for_loop':
    40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33,
    'again': 34, 'block': 35, 'body': 262, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150,
    'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48,
    'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56,
    'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 263,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use':
    60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 264, 'broken': 36, 'expect': 38, 'for_loop': 40,
    'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head':
    47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153,
    'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34,
    'block': 35, 'body': 269, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43,
    'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 154, 'use': 60}, {'__arguments_star_1': 97, 'arguments': 270}, {'__arguments_star_1': 97,
    'arguments': 272}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 274,
    'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__atom_star_13': 279},
    {'atom': 72, 'comparison': 73, 'conjunction': 280, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80,
    'product': 81, 'sum': 82}, {'atom': 72, 'factor': 282, 'power': 79, 'primary': 80}, {'atom': 72, 'comparison': 73,
    'factor': 77, 'inversion': 283, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison':
    73, 'conjunction': 74, 'disjunction': 75, 'expression': 285, 'factor': 77, 'inversion': 78, 'power': 79,
    'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product': 288},
    {'atom': 72, 'factor': 77, 'power': 79, 'primary': 80, 'product': 81, 'sum': 289}, {'__file_star_0': 290,
    '__label_plus_2': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37, 'expect': 38, 'for_loop': 40,
    'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 54, 'repeat':
    55, 'section': 56, 'seq': 57, 'statement': 58, 'training_head': 59, 'use': 60}, {'__label_plus_2': 33, 'label':
    291}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 160, 'factor': 77,
    'given': 292, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison':
    73, 'conjunction': 74, 'disjunction': 75, 'expression': 293, 'factor': 77, 'inversion': 78, 'power': 79,
    'primary': 80, 'product': 81, 'sum': 82}, {'__parameters_star_7': 297}, {'__label_plus_2': 33, 'again': 34,
    'block': 35, 'body': 298, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43,
    'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 154, 'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75,
    'expression': 303, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82},
    {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 305, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held':
    149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47,
    'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat':
    55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35,
    'body': 308, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'__file_star_0': 310, '__label_plus_2': 33, 'again': 34, 'block': 35, 'broken': 36, 'decision': 37,
    'expect': 38, 'for_loop': 40, 'held': 41, 'if_clause': 42, 'init': 43, 'input': 44, 'join': 45, 'label': 46,
    'labelled_head': 47, 'labelled_layer': 48, 'layer': 49, 'let': 50, 'model': 51, 'output': 52, 'path': 53,
    'reference': 54, 'repeat': 55, 'section': 56, 'seq': 57, 'statement': 58, 'training_head': 59, 'use': 60},
    {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 313, 'factor': 77, 'inversion':
    78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74,
    'disjunction': 75, 'expression': 317, 'factor': 77, 'inversion': 78, 'power': 79, 'primary': 80, 'product': 81,
    'sum': 82}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 320, 'factor': 77,
    'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'atom': 72, 'comparison': 73,
    'conjunction': 74, 'disjunction': 75, 'expression': 322, 'factor': 77, 'inversion': 78, 'power': 79, 'primary':
    80, 'product': 81, 'sum': 82}, {'parameter': 324}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 327,
    'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44,
    'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51,
    'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use':
    60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 328, 'factor': 77,
    'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__label_plus_2': 33, 'again': 34,
    'block': 35, 'body': 332, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43,
    'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 154, 'use': 60}, {'parameter': 337}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body':
    339, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151,
    'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model':
    51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154,
    'use': 60}, {'atom': 72, 'comparison': 73, 'conjunction': 74, 'disjunction': 75, 'expression': 340, 'factor': 77,
    'inversion': 78, 'power': 79, 'primary': 80, 'product': 81, 'sum': 82}, {'__label_plus_2': 33, 'again': 34,
    'block': 35, 'body': 341, 'broken': 36, 'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43,
    'inline': 151, 'input': 44, 'join': 45, 'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152,
    'let': 50, 'model': 51, 'output': 52, 'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57,
    'training_head': 154, 'use': 60}, {'__label_plus_2': 33, 'again': 34, 'block': 35, 'body': 343, 'broken': 36,
    'expect': 38, 'for_loop': 40, 'held': 149, 'if_clause': 150, 'init': 43, 'inline': 151, 'input': 44, 'join': 45,
    'label': 46, 'labelled_head': 47, 'labelled_layer': 48, 'layer': 152, 'let': 50, 'model': 51, 'output': 52,
    'path': 53, 'reference': 153, 'repeat': 55, 'section': 56, 'seq': 57, 'training_head': 154, 'use': 60})

ACTIONS = tuple(map(_ACTIONS.__getitem__, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 1, 10, 11, 10, 12, 1, 13, 14, 15, 16, 17,
    18, 10, 3, 19, 1, 20, 21, 22, 23, 24, 25, 26, 12, 12, 12, 12, 12, 12, 12, 12, 27, 12, 12, 12, 28, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 29, 1, 30, 31, 1, 12, 12, 12, 32, 12, 12, 12, 33, 34, 12, 35, 36, 12,
    37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 40, 12, 47, 48, 49, 50, 51, 52, 53, 10, 54, 55, 56, 40, 40, 40, 57, 40,
    58, 59, 40, 60, 40, 40, 40, 61, 40, 62, 12, 12, 1, 1, 63, 64, 12, 12, 65, 66, 67, 12, 68, 69, 12, 12, 1, 70, 1,
    32, 71, 1, 72, 73, 32, 32, 74, 32, 75, 76, 12, 12, 12, 12, 12, 12, 12, 3, 12, 77, 78, 12, 79, 12, 42, 40, 40, 80,
    81, 82, 12, 12, 12, 12, 12, 47, 83, 1, 84, 12, 85, 40, 12, 86, 12, 12, 1, 12, 12, 12, 40, 12, 87, 12, 12, 40, 12,
    12, 40, 12, 12, 12, 40, 12, 88, 89, 90, 91, 40, 12, 12, 92, 93, 10, 12, 12, 12, 12, 12, 94, 12, 95, 12, 96, 12, 1,
    97, 12, 32, 12, 1, 98, 99, 12, 12, 32, 12, 32, 82, 12, 3, 12, 1, 1, 12, 12, 12, 100, 12, 101, 40, 102, 12, 12,
    103, 104, 1, 12, 12, 12, 105, 12, 40, 12, 12, 12, 12, 106, 107, 12, 40, 12, 108, 82, 109, 12, 12, 110, 12, 111,
    12, 112, 12, 1, 12, 12, 12, 113, 114, 12, 12, 12, 115, 12, 12, 12, 1, 116, 12, 117, 12, 12, 40, 1, 12, 118, 12,
    12, 12, 119, 12, 40, 120, 12, 12, 12, 12, 121, 12, 12, 12, 12, 122, 12, 12, 12, 12, 123, 12, 12, 124, 40, 1, 12,
    12, 12, 12, 12, 12, 12, 40, 12, 125, 12, 40, 12)))

GOTO = tuple(map(_GOTO.__getitem__, (0, 1, 2, 3, 4, 2, 2, 2, 5, 2, 6, 7, 8, 2, 9, 2, 10, 2, 2, 2, 2, 2, 2, 11, 12, 2,
    13, 2, 2, 14, 2, 2, 15, 2, 2, 2, 2, 2, 2, 2, 2, 2, 16, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    17, 18, 2, 19, 2, 2, 2, 20, 2, 2, 2, 21, 2, 2, 22, 23, 2, 2, 24, 25, 26, 27, 28, 2, 2, 29, 2, 30, 2, 31, 2, 32,
    33, 2, 2, 2, 34, 2, 2, 2, 35, 36, 37, 38, 39, 2, 2, 40, 2, 41, 42, 43, 2, 44, 45, 2, 2, 46, 47, 2, 48, 2, 2, 49,
    2, 2, 2, 50, 51, 2, 2, 52, 2, 53, 54, 2, 55, 2, 56, 57, 58, 2, 59, 2, 2, 2, 2, 2, 2, 2, 2, 2, 60, 2, 2, 2, 2, 2,
    2, 61, 62, 63, 64, 2, 65, 2, 2, 2, 2, 2, 66, 2, 67, 2, 2, 2, 68, 2, 2, 2, 2, 69, 2, 2, 2, 70, 2, 2, 2, 2, 71, 2,
    2, 72, 2, 2, 2, 73, 2, 2, 2, 2, 2, 74, 2, 2, 75, 2, 76, 2, 2, 2, 2, 2, 77, 2, 2, 2, 78, 2, 79, 2, 2, 80, 2, 81,
    82, 2, 2, 2, 83, 2, 84, 85, 2, 86, 2, 87, 88, 2, 2, 2, 2, 2, 89, 90, 15, 2, 2, 2, 2, 91, 2, 2, 2, 2, 2, 92, 2, 2,
    2, 2, 2, 2, 2, 93, 2, 2, 94, 2, 2, 2, 95, 2, 77, 2, 2, 2, 96, 2, 2, 2, 2, 97, 2, 2, 2, 15, 2, 2, 2, 98, 99, 2, 2,
    2, 2, 100, 101, 2, 2, 2, 2, 2, 2, 2, 102, 15, 2, 2, 2, 2, 95, 2, 2, 2, 2, 2, 2, 2, 2, 2, 103, 2, 2, 2, 104, 105,
    2, 2, 2, 2, 2, 2, 2, 106, 2, 2, 2, 107, 2)))

DEFAULTS: tuple[int, ...] = (-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 18, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 88, 89, 90, 165, 91, -1, 92, 166, -1, 93, 94, 95, -1, 96, 97, 167,
    98, 99, 100, 101, 168, 102, 103, 104, 15, 169, 105, 36, -1, -1, -1, -1, -1, 50, 51, 52, -1, 53, 148, 115, -1, -1,
    -1, -1, -1, 79, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 72, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 14, 20, -1, -1, -1, -1, 9, 67, -1, -1, -1, 39, -1, -1,
    114, 78, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 116, 108, 109, 57, 110, 111, 112, -1, 30, -1, -1,
    0, -1, 33, -1, -1, -1, -1, -1, -1, 117, 74, 75, 12, 73, -1, -1, -1, -1, 156, -1, -1, 107, -1, 113, 19, -1, 118,
    119, 120, -1, 133, -1, 121, 130, -1, 137, 145, -1, 122, 163, 123, -1, 125, -1, -1, -1, -1, -1, 8, 66, -1, -1, -1,
    161, 162, 159, 37, 38, -1, 41, -1, 45, -1, 10, -1, -1, 24, -1, 6, -1, -1, -1, 147, 28, -1, 4, -1, -1, 26, -1, 31,
    -1, -1, 1, 172, 54, -1, 140, -1, -1, -1, 13, 16, -1, -1, -1, 157, 106, 129, -1, 132, -1, 135, 136, 158, 124, -1,
    -1, 21, -1, 71, -1, -1, -1, 40, 2, -1, 43, -1, 47, -1, 11, -1, 25, 7, 149, -1, -1, 153, 29, 5, -1, 27, 32, 87, -1,
    -1, 142, -1, 55, 59, -1, -1, 17, -1, 131, 134, 173, -1, 70, -1, -1, 128, 42, 3, 46, -1, 49, 77, 150, 151, -1, 56,
    139, 141, 22, -1, 144, 82, -1, -1, -1, 174, 127, 160, 48, 152, 143, 23, -1, 84, -1, 83, -1, 85)

WORDS: dict[str, str] = {'add': 'ADD', 'again': 'AGAIN', 'and': 'AND', 'aux': 'AUX', 'block': 'BLOCK', 'concat':
    'CONCAT', 'elif': 'ELIF', 'else': 'ELSE', 'expect': 'EXPECT', 'false': 'FALSE', 'for': 'FOR', 'from': 'FROM',
    'if': 'IF', 'in': 'IN', 'init': 'INIT', 'inline': 'INLINE', 'input': 'INPUT', 'let': 'LET', 'matmul': 'MATMUL',
    'max': 'MAX', 'mean': 'MEAN', 'model': 'MODEL', 'mul': 'MUL', 'not': 'NOT', 'or': 'OR', 'output': 'OUTPUT',
    'path': 'PATH', 'repeat': 'REPEAT', 'select': 'SELECT', 'seq': 'SEQ', 'split': 'SPLIT', 'sub': 'SUB', 'true':
    'TRUE', 'use': 'USE'}

OPENERS: tuple[str, ...] = ('add', 'aux', 'block', 'concat', 'elif', 'else', 'for', 'if', 'matmul', 'max', 'mean',
    'model', 'mul', 'output', 'path', 'repeat', 'select', 'seq', 'split', 'sub')
