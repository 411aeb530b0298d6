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
    '+'), ('argument', 3, 'option'), ('argument', 1, 'argument'), ('arguments', 0, 'arguments'), ('arguments', 1,
    'arguments'), ('atom', 1, 'false'), ('atom', 3, 'member'), ('atom', 3, 'group'), ('atom', 2, 'list_display'),
    ('atom', 4, 'list_display'), ('atom', 3, 'list_display'), ('atom', 5, 'list_display'), ('atom', 4,
    'list_display'), ('atom', 1, 'name'), ('atom', 3, 'function'), ('atom', 5, 'function'), ('atom', 4, 'function'),
    ('atom', 6, 'function'), ('atom', 5, 'function'), ('atom', 1, 'number'), ('atom', 1, 'size'), ('atom', 1,
    'string'), ('atom', 1, 'true'), ('block', 4, 'block'), ('block', 5, 'block'), ('body', 4, 'lines'), ('body', 1,
    'body'), ('broken', 2, 'broken'), ('broken', 5, 'broken'), ('comparison', 1, ''), ('comparison', 2, 'chain'),
    ('conjunction', 1, ''), ('conjunction', 2, 'chain'), ('decision', 1, 'decision'), ('decision', 2, 'decision'),
    ('decision', 3, 'decision'), ('decision', 2, 'decision'), ('disjunction', 1, ''), ('disjunction', 2, 'chain'),
    ('elif_clause', 4, 'elif_clause'), ('else_clause', 3, 'else_clause'), ('expect', 2, 'expect'), ('expect', 3,
    'expect'), ('expected', 1, 'pattern'), ('expected', 1, ''), ('expression', 1, ''), ('expression', 5,
    'conditional'), ('factor', 2, 'unary'), ('factor', 1, ''), ('file', 0, 'file'), ('file', 1, 'file'), ('for_loop',
    6, 'for_loop'), ('for_loop', 8, 'for_loop'), ('for_loop', 7, 'for_loop'), ('for_loop', 9, 'for_loop'), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''),
    ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1, ''), ('held', 1,
    ''), ('held', 1, ''), ('held', 1, ''), ('if_clause', 4, 'if_clause'), ('init', 3, 'init'), ('inline', 1, ''),
    ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('inline', 1, ''), ('input', 3, 'input'), ('inversion',
    2, 'unary'), ('inversion', 1, ''), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3, 'join'), ('join', 3,
    'join'), ('label', 1, 'label'), ('labelled_head', 6, 'labelled_head'), ('labelled_layer', 5, 'labelled_layer'),
    ('layer', 4, 'inline_call'), ('layer', 3, 'layer'), ('let', 5, 'let'), ('model', 4, 'model'), ('model', 3,
    'model'), ('model', 5, 'model'), ('model', 4, 'model'), ('parameter', 1, 'parameter'), ('parameter', 3,
    'parameter'), ('parameters', 2, 'parameters'), ('parameters', 4, 'parameters'), ('parameters', 3, 'parameters'),
    ('parameters', 5, 'parameters'), ('parameters', 4, 'parameters'), ('path', 3, 'path'), ('power', 1, ''), ('power',
    3, 'power'), ('primary', 1, ''), ('primary', 4, 'slice'), ('primary', 5, 'slice'), ('primary', 5, 'slice'),
    ('primary', 6, 'slice'), ('primary', 4, 'index'), ('product', 1, ''), ('product', 2, 'chain'), ('reference', 3,
    'reference'), ('reference', 4, 'reference'), ('repeat', 4, 'repeat'), ('section', 3, 'section'), ('section_body',
    4, 'lines'), ('section_body', 1, 'section_body'), ('section_body', 1, 'section_body'), ('seq', 3, 'seq'),
    ('some_arguments', 1, 'arguments'), ('statement', 1, ''), ('statement', 1, ''), ('statement', 1, ''),
    ('statement', 1, ''), ('statement', 1, ''), ('sum', 1, ''), ('sum', 2, 'chain'), ('training_head', 4,
    'training_head'), ('use', 5, 'use'), ('use', 6, 'use'))

_ACTIONS: tuple[dict[str, int], ...] = ({'$END': -79, 'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6,
    'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15,
    'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24},
    {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'SIZE': 59, 'STRING': 60,
    'SUM': 61, 'TRUE': 62}, {'COLON': 74}, {'_GAP': 75}, {'NAME': 78}, {'END': 79}, {'COLON': 80}, {'END': 81, '_GAP':
    82}, {'NAME': 84}, {'LABEL': 14, 'LBRACE': 15}, {'END': -33, '_GAP': 75}, {'NAME': 89}, {}, {'NAME': 92}, {'NAME':
    93}, {'COLON': 94}, {'COLON': 96}, {'COLON': 98}, {'COLON': 99}, {'NAME': 100}, {'$END': -80, 'ADD': 2, 'AUX': 3,
    'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12,
    'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21,
    'SEQ': 22, 'SPLIT': 23, 'USE': 24}, {'COLON': -115, 'DOT': -115, 'END': -115, 'LABEL': 102, 'LBRACE': 103},
    {'$END': -63, 'ADD': -63, 'AUX': -63, 'BLOCK': -63, 'BROKEN': -63, 'CONCAT': -63, 'ELIF': 104, 'ELSE': 105,
    'EXPECT': -63, 'FOR': -63, 'FROM': -63, 'IF': -63, 'INIT': -63, 'INLINE': -63, 'INPUT': -63, 'LABEL': -63,
    'LBRACE': -63, 'LET': -63, 'MODEL': -63, 'MUL': -63, 'NAME': -63, 'PATH': -63, 'REPEAT': -63, 'SEQ': -63, 'SPLIT':
    -63, 'USE': -63, '_DEDENT': -63}, {'COLON': 109}, {'DOT': 110}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55,
    'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RSQB': 112, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'$END': -43,
    'AND': -43, 'COLON': -43, 'COMMA': -43, 'COMPARE': -43, 'ELSE': -43, 'END': -43, 'IF': -43, 'LPAR': 114, 'LSQB':
    -43, 'OR': -43, 'POWER': -43, 'PRODUCT': -43, 'RANGE': -43, 'RBRACE': -43, 'RPAR': -43, 'RSQB': -43, 'SUM': -43,
    '_GAP': -43}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NUMBER': 58, 'SIZE': 59, 'STRING': 60,
    'SUM': 61, 'TRUE': 62}, {'$END': -67, 'COLON': -67, 'COMMA': -67, 'ELSE': -67, 'END': -67, 'IF': -67, 'OR': 117,
    'RANGE': -67, 'RBRACE': -67, 'RPAR': -67, 'RSQB': -67, '_GAP': -67}, {'$END': -75, 'COLON': -75, 'COMMA': -75,
    'END': -75, 'IF': 119, 'RANGE': -75, 'RBRACE': -75, 'RPAR': -75, 'RSQB': -75, '_GAP': -75}, {'$END': -141, 'AND':
    -141, 'COLON': -141, 'COMMA': -141, 'COMPARE': -141, 'ELSE': -141, 'END': -141, 'IF': -141, 'OR': -141, 'PRODUCT':
    120, 'RANGE': -141, 'RBRACE': -141, 'RPAR': -141, 'RSQB': -141, 'SUM': -141, '_GAP': -141}, {'$END': -61, 'AND':
    122, 'COLON': -61, 'COMMA': -61, 'ELSE': -61, 'END': -61, 'IF': -61, 'OR': -61, 'RANGE': -61, 'RBRACE': -61,
    'RPAR': -61, 'RSQB': -61, '_GAP': -61}, {'$END': -133, 'AND': -133, 'COLON': -133, 'COMMA': -133, 'COMPARE': -133,
    'ELSE': -133, 'END': -133, 'IF': -133, 'LSQB': 124, 'OR': -133, 'POWER': 125, 'PRODUCT': -133, 'RANGE': -133,
    'RBRACE': -133, 'RPAR': -133, 'RSQB': -133, 'SUM': -133, '_GAP': -133}, {'$END': -157, 'AND': -157, 'COLON': -157,
    'COMMA': -157, 'COMPARE': -157, 'ELSE': -157, 'END': -157, 'IF': -157, 'OR': -157, 'RANGE': -157, 'RBRACE': -157,
    'RPAR': -157, 'RSQB': -157, 'SUM': 126, '_GAP': -157}, {'$END': -59, 'AND': -59, 'COLON': -59, 'COMMA': -59,
    'COMPARE': 128, 'ELSE': -59, 'END': -59, 'IF': -59, 'OR': -59, 'RANGE': -59, 'RBRACE': -59, 'RPAR': -59, 'RSQB':
    -59, '_GAP': -59}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'END': 130, 'EXPECT': 7, 'FOR': 8,
    'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17,
    'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24}, {'FALSE': 52, 'IN': 53,
    'LPAR': 54, 'LSQB': 55, 'NAME': 138, 'NOT': 57, 'NUMBER': 58, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62},
    {'COLON': -151, '_GAP': 141}, {'COLON': 142}, {'COLON': 143, 'LPAR': 144}, {'$END': -57, 'ADD': -57, 'AUX': -57,
    'BLOCK': -57, 'BROKEN': -57, 'CONCAT': -57, 'ELIF': -57, 'ELSE': -57, 'EXPECT': -57, 'FOR': -57, 'FROM': -57,
    'IF': -57, 'INIT': -57, 'INLINE': -57, 'INPUT': -57, 'LABEL': -57, 'LBRACE': -57, 'LET': -57, 'MODEL': -57, 'MUL':
    -57, 'NAME': -57, 'PATH': -57, 'REPEAT': -57, 'SEQ': -57, 'SPLIT': -57, 'USE': -57, '_DEDENT': -57, '_INDENT':
    146}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 138, 'NOT': 57, 'NUMBER': 58, 'PATTERN': 148,
    'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'END': 151, '_GAP': 152}, {'COMMA': 153, 'IN': 154}, {'DOT':
    156, 'END': 157}, {'COLON': 159}, {'COLON': -34, 'END': -34, '_GAP': 141}, {'END': 160}, {'END': 162}, {'RBRACE':
    163}, {'EQUAL': 164}, {'COLON': 165, 'END': 166, 'LPAR': 144}, {'END': 169}, {'COLON': 171}, {'COMMA': 153,
    'FROM': 174}, {'COLON': 178}, {'$END': -64, 'ADD': -64, 'AUX': -64, 'BLOCK': -64, 'BROKEN': -64, 'CONCAT': -64,
    'ELIF': 104, 'ELSE': 105, 'EXPECT': -64, 'FOR': -64, 'FROM': -64, 'IF': -64, 'INIT': -64, 'INLINE': -64, 'INPUT':
    -64, 'LABEL': -64, 'LBRACE': -64, 'LET': -64, 'MODEL': -64, 'MUL': -64, 'NAME': -64, 'PATH': -64, 'REPEAT': -64,
    'SEQ': -64, 'SPLIT': -64, 'USE': -64, '_DEDENT': -64}, {'ADD': 2, 'AUX': 181, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT':
    6, 'END': 182, 'EXPECT': 7, 'FOR': 8, 'IF': 10, 'INIT': 11, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16,
    'MODEL': 17, 'MUL': 18, 'NAME': 183, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24}, {'NAME': 187},
    {'RPAR': 188}, {'COMMA': 189, 'RSQB': 190}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57,
    'NUMBER': 58, 'RPAR': 192, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'$END': -68, 'COLON': -68, 'COMMA':
    -68, 'ELSE': -68, 'END': -68, 'IF': -68, 'OR': 195, 'RANGE': -68, 'RBRACE': -68, 'RPAR': -68, 'RSQB': -68, '_GAP':
    -68}, {'$END': -142, 'AND': -142, 'COLON': -142, 'COMMA': -142, 'COMPARE': -142, 'ELSE': -142, 'END': -142, 'IF':
    -142, 'OR': -142, 'PRODUCT': 198, 'RANGE': -142, 'RBRACE': -142, 'RPAR': -142, 'RSQB': -142, 'SUM': -142, '_GAP':
    -142}, {'$END': -62, 'AND': 200, 'COLON': -62, 'COMMA': -62, 'ELSE': -62, 'END': -62, 'IF': -62, 'OR': -62,
    'RANGE': -62, 'RBRACE': -62, 'RPAR': -62, 'RSQB': -62, '_GAP': -62}, {'COLON': 201, 'FALSE': 52, 'IN': 53, 'LPAR':
    54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'$END':
    -158, 'AND': -158, 'COLON': -158, 'COMMA': -158, 'COMPARE': -158, 'ELSE': -158, 'END': -158, 'IF': -158, 'OR':
    -158, 'RANGE': -158, 'RBRACE': -158, 'RPAR': -158, 'RSQB': -158, 'SUM': 205, '_GAP': -158}, {'$END': -60, 'AND':
    -60, 'COLON': -60, 'COMMA': -60, 'COMPARE': 207, 'ELSE': -60, 'END': -60, 'IF': -60, 'OR': -60, 'RANGE': -60,
    'RBRACE': -60, 'RPAR': -60, 'RSQB': -60, '_GAP': -60}, {'_INDENT': 208}, {'AND': -43, 'COLON': -43, 'COMPARE':
    -43, 'END': -43, 'EQUAL': 209, 'IF': -43, 'LPAR': 114, 'LSQB': -43, 'OR': -43, 'POWER': -43, 'PRODUCT': -43,
    'SUM': -43, '_GAP': -43}, {'NAME': 213, 'RPAR': 214}, {'COLON': 216}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN':
    5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14,
    'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23,
    'USE': 24}, {'NAME': 219}, {'COMMA': 221, 'IN': 222}, {'DOT': 224, 'END': 225}, {'END': 227}, {'COLON': 230,
    'END': 231}, {'STRING': 233}, {'COMMA': 221, 'FROM': 234}, {'RBRACE': 235}, {'COLON': 236}, {'COLON': -33, '_GAP':
    75}, {'_INDENT': 239}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58,
    'RSQB': 241, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'COMMA': 243, 'RSQB': 244}, {'COMMA': 245, 'RPAR':
    246}, {'ELSE': 249}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RSQB':
    252, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'COLON': 254, 'RSQB': 255}, {'COMMA': -125, 'EQUAL': 260,
    'RPAR': -125}, {'COMMA': 261, 'RPAR': 262}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT':
    7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16,
    'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24, '_DEDENT': 265},
    {'COLON': 266, 'RANGE': 267}, {'NAME': 268}, {'END': 271}, {'END': 273}, {'STRING': 274}, {'COLON': 276}, {'END':
    278}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RSQB': 279, 'SIZE':
    59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57,
    'NUMBER': 58, 'RPAR': 281, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'COMMA': 282, 'RPAR': 283}, {'RSQB':
    285}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME': 56, 'NOT': 57, 'NUMBER': 58, 'RSQB': 286, 'SIZE':
    59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'ADD': 2, 'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7,
    'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE': 12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16,
    'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT': 21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24, '_DEDENT': 288},
    {'NAME': 213, 'RPAR': 290}, {'COMMA': 292, 'RPAR': 293}, {'COLON': 296, 'RANGE': 297}, {'END': 298}, {'ADD': 2,
    'AUX': 3, 'BLOCK': 4, 'BROKEN': 5, 'CONCAT': 6, 'EXPECT': 7, 'FOR': 8, 'FROM': 9, 'IF': 10, 'INIT': 11, 'INLINE':
    12, 'INPUT': 13, 'LABEL': 14, 'LBRACE': 15, 'LET': 16, 'MODEL': 17, 'MUL': 18, 'NAME': 19, 'PATH': 20, 'REPEAT':
    21, 'SEQ': 22, 'SPLIT': 23, 'USE': 24, '_DEDENT': 300}, {'FALSE': 52, 'IN': 53, 'LPAR': 54, 'LSQB': 55, 'NAME':
    56, 'NOT': 57, 'NUMBER': 58, 'RPAR': 301, 'SIZE': 59, 'STRING': 60, 'SUM': 61, 'TRUE': 62}, {'RSQB': 302},
    {'NAME': 213, 'RPAR': 303}, {'COLON': 305}, {'COLON': 309})

_GOTO: tuple[dict[str, int], ...] = ({'__file_star_0': 25, '__label_plus_2': 26, 'block': 27, 'broken': 28,
    'decision': 29, 'expect': 30, 'file': 31, 'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path':
    44, 'reference': 45, 'repeat': 46, 'section': 47, 'seq': 48, 'statement': 49, 'training_head': 50, 'use': 51},
    {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 67, 'factor': 68, 'inversion':
    69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {}, {'__arguments_star_1': 76, 'some_arguments': 77},
    {'__expect_star_6': 83}, {'__label_plus_2': 26, 'label': 85}, {'atom': 63, 'comparison': 64, 'conjunction': 65,
    'disjunction': 66, 'expression': 86, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72,
    'sum': 73}, {'__arguments_star_1': 87, 'arguments': 88}, {'__arguments_star_1': 87, 'arguments': 90}, {'atom': 63,
    'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 91, 'factor': 68, 'inversion': 69, 'power':
    70, 'primary': 71, 'product': 72, 'sum': 73}, {'__arguments_star_1': 87, 'arguments': 95}, {'atom': 63,
    'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 97, 'factor': 68, 'inversion': 69, 'power':
    70, 'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'block': 27, 'broken': 28, 'decision': 29,
    'expect': 30, 'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36, 'join': 37, 'label': 38,
    'labelled_head': 39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path': 44, 'reference': 45,
    'repeat': 46, 'section': 47, 'seq': 48, 'statement': 101, 'training_head': 50, 'use': 51}, {'__decision_star_5':
    106, 'elif_clause': 107, 'else_clause': 108}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66,
    'expression': 111, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom':
    63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 113, 'factor': 68, 'inversion': 69,
    'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'factor': 68, 'inversion':
    115, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 116, 'power': 70, 'primary':
    71}, {'__disjunction_plus_8': 118}, {'__product_plus_12': 121}, {'__conjunction_plus_9': 123}, {'__sum_plus_11':
    127}, {'__comparison_plus_10': 129}, {'__label_plus_2': 26, 'block': 27, 'body': 131, 'broken': 28, 'expect': 30,
    'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38,
    'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136,
    'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'argument': 139, 'atom': 63,
    'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 140, 'factor': 68, 'inversion': 69, 'power':
    70, 'primary': 71, 'product': 72, 'sum': 73}, {'parameters': 145}, {'__label_plus_2': 26, 'block': 27, 'body':
    147, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134,
    'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model':
    43, 'path': 44, 'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51},
    {'argument': 149, 'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expected': 150,
    'expression': 140, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73},
    {'__for_loop_star_4': 155}, {'__reference_star_3': 158}, {'__arguments_star_1': 87, 'arguments': 161},
    {'parameters': 167}, {'__label_plus_2': 26, 'block': 27, 'body': 168, 'broken': 28, 'expect': 30, 'for_loop': 32,
    'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136, 'repeat': 46,
    'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 170,
    'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path':
    44, 'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'__label_plus_2':
    26, 'block': 27, 'body': 172, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init':
    35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135,
    'let': 42, 'model': 43, 'path': 44, 'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head':
    137, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 173, 'broken': 28, 'expect': 30, 'for_loop': 32,
    'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136, 'repeat': 46,
    'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'__for_loop_star_4': 175}, {'atom': 63, 'comparison':
    64, 'conjunction': 65, 'disjunction': 66, 'expression': 176, 'factor': 68, 'inversion': 69, 'power': 70,
    'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66,
    'expression': 177, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73},
    {'elif_clause': 179, 'else_clause': 180}, {'__label_plus_2': 26, 'block': 27, 'broken': 28, 'expect': 30,
    'for_loop': 32, 'held': 184, 'if_clause': 185, 'init': 35, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'let': 42, 'model': 43, 'path': 44, 'repeat': 46, 'section': 47, 'section_body': 186,
    'seq': 48, 'use': 51}, {'__atom_star_13': 191}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction':
    66, 'expression': 193, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73},
    {'atom': 63, 'comparison': 64, 'conjunction': 194, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71,
    'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 196, 'factor': 68,
    'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 197, 'power': 70,
    'primary': 71}, {'atom': 63, 'comparison': 64, 'factor': 68, 'inversion': 199, 'power': 70, 'primary': 71,
    'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 202,
    'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 203,
    'power': 70, 'primary': 71}, {'atom': 63, 'factor': 68, 'power': 70, 'primary': 71, 'product': 204}, {'atom': 63,
    'factor': 68, 'power': 70, 'primary': 71, 'product': 72, 'sum': 206}, {'argument': 210, 'atom': 63, 'comparison':
    64, 'conjunction': 65, 'disjunction': 66, 'expression': 140, 'factor': 68, 'inversion': 69, 'power': 70,
    'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'block': 27, 'body': 211, 'broken': 28, 'expect':
    30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label':
    38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136,
    'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'__label_plus_2': 26, 'block': 27,
    'body': 212, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134,
    'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model':
    43, 'path': 44, 'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51},
    {'parameter': 215}, {'__file_star_0': 217, '__label_plus_2': 26, 'block': 27, 'broken': 28, 'decision': 29,
    'expect': 30, 'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36, 'join': 37, 'label': 38,
    'labelled_head': 39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path': 44, 'reference': 45,
    'repeat': 46, 'section': 47, 'seq': 48, 'statement': 49, 'training_head': 50, 'use': 51}, {'argument': 149,
    'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expected': 218, 'expression': 140, 'factor':
    68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64,
    'conjunction': 65, 'disjunction': 66, 'expression': 220, 'factor': 68, 'inversion': 69, 'power': 70, 'primary':
    71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'label': 223}, {'__label_plus_2': 26, 'block': 27, 'body':
    226, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134,
    'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model':
    43, 'path': 44, 'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51},
    {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 228, 'factor': 68, 'inversion':
    69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'block': 27, 'body': 229,
    'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path':
    44, 'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'__label_plus_2':
    26, 'block': 27, 'body': 232, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init':
    35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135,
    'let': 42, 'model': 43, 'path': 44, 'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head':
    137, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 237, 'broken': 28, 'expect': 30, 'for_loop': 32,
    'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38, 'labelled_head':
    39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136, 'repeat': 46,
    'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'__arguments_star_1': 87, 'arguments': 238},
    {'__arguments_star_1': 87, 'arguments': 240}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66,
    'expression': 242, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73},
    {'__atom_star_13': 247}, {'atom': 63, 'comparison': 64, 'conjunction': 248, 'factor': 68, 'inversion': 69,
    'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 250, 'power': 70, 'primary': 71},
    {'atom': 63, 'comparison': 64, 'factor': 68, 'inversion': 251, 'power': 70, 'primary': 71, 'product': 72, 'sum':
    73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 253, 'factor': 68,
    'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'factor': 68, 'power': 70,
    'primary': 71, 'product': 256}, {'atom': 63, 'factor': 68, 'power': 70, 'primary': 71, 'product': 72, 'sum': 257},
    {'__file_star_0': 258, '__label_plus_2': 26, 'block': 27, 'broken': 28, 'decision': 29, 'expect': 30, 'for_loop':
    32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39,
    'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path': 44, 'reference': 45, 'repeat': 46, 'section':
    47, 'seq': 48, 'statement': 49, 'training_head': 50, 'use': 51}, {'atom': 63, 'comparison': 64, 'conjunction': 65,
    'disjunction': 66, 'expression': 259, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72,
    'sum': 73}, {'__parameters_star_7': 263}, {'__label_plus_2': 26, 'block': 27, 'body': 264, 'broken': 28, 'expect':
    30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label':
    38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136,
    'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'atom': 63, 'comparison': 64,
    'conjunction': 65, 'disjunction': 66, 'expression': 269, 'factor': 68, 'inversion': 69, 'power': 70, 'primary':
    71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'label': 270}, {'__label_plus_2': 26, 'block': 27, 'body':
    272, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134,
    'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model':
    43, 'path': 44, 'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51},
    {'__label_plus_2': 26, 'block': 27, 'body': 275, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132,
    'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39,
    'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136, 'repeat': 46, 'section':
    47, 'seq': 48, 'training_head': 137, 'use': 51}, {'__file_star_0': 277, '__label_plus_2': 26, 'block': 27,
    'broken': 28, 'decision': 29, 'expect': 30, 'for_loop': 32, 'held': 33, 'if_clause': 34, 'init': 35, 'input': 36,
    'join': 37, 'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 41, 'let': 42, 'model': 43, 'path':
    44, 'reference': 45, 'repeat': 46, 'section': 47, 'seq': 48, 'statement': 49, 'training_head': 50, 'use': 51},
    {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 280, 'factor': 68, 'inversion':
    69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65,
    'disjunction': 66, 'expression': 284, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72,
    'sum': 73}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 287, 'factor': 68,
    'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73}, {'atom': 63, 'comparison': 64,
    'conjunction': 65, 'disjunction': 66, 'expression': 289, 'factor': 68, 'inversion': 69, 'power': 70, 'primary':
    71, 'product': 72, 'sum': 73}, {'parameter': 291}, {'__label_plus_2': 26, 'block': 27, 'body': 294, 'broken': 28,
    'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37,
    'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44,
    'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'atom': 63,
    'comparison': 64, 'conjunction': 65, 'disjunction': 66, 'expression': 295, 'factor': 68, 'inversion': 69, 'power':
    70, 'primary': 71, 'product': 72, 'sum': 73}, {'__label_plus_2': 26, 'block': 27, 'body': 299, 'broken': 28,
    'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37,
    'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44,
    'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51}, {'parameter': 304},
    {'__label_plus_2': 26, 'block': 27, 'body': 306, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132,
    'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39,
    'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136, 'repeat': 46, 'section':
    47, 'seq': 48, 'training_head': 137, 'use': 51}, {'atom': 63, 'comparison': 64, 'conjunction': 65, 'disjunction':
    66, 'expression': 307, 'factor': 68, 'inversion': 69, 'power': 70, 'primary': 71, 'product': 72, 'sum': 73},
    {'__label_plus_2': 26, 'block': 27, 'body': 308, 'broken': 28, 'expect': 30, 'for_loop': 32, 'held': 132,
    'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37, 'label': 38, 'labelled_head': 39,
    'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44, 'reference': 136, 'repeat': 46, 'section':
    47, 'seq': 48, 'training_head': 137, 'use': 51}, {'__label_plus_2': 26, 'block': 27, 'body': 310, 'broken': 28,
    'expect': 30, 'for_loop': 32, 'held': 132, 'if_clause': 133, 'init': 35, 'inline': 134, 'input': 36, 'join': 37,
    'label': 38, 'labelled_head': 39, 'labelled_layer': 40, 'layer': 135, 'let': 42, 'model': 43, 'path': 44,
    'reference': 136, 'repeat': 46, 'section': 47, 'seq': 48, 'training_head': 137, 'use': 51})

ACTIONS = tuple(map(_ACTIONS.__getitem__, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 10, 11, 10, 12, 1, 13, 14, 15, 10, 16, 1,
    17, 18, 19, 20, 21, 12, 12, 12, 12, 12, 12, 12, 22, 12, 12, 12, 23, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 24, 1, 25, 26, 1, 12, 12, 12, 27, 12, 12, 12, 28, 29, 12, 30, 31, 12, 32, 33, 34, 35, 36, 37, 38, 39,
    40, 35, 12, 41, 42, 43, 44, 45, 46, 47, 10, 48, 49, 50, 51, 35, 52, 35, 53, 35, 35, 54, 12, 12, 1, 1, 55, 56, 12,
    12, 57, 58, 59, 12, 60, 61, 12, 12, 1, 62, 1, 27, 63, 1, 64, 65, 27, 27, 66, 27, 67, 68, 12, 12, 12, 12, 12, 12,
    12, 69, 12, 12, 36, 35, 35, 70, 71, 72, 12, 12, 12, 12, 12, 41, 73, 1, 74, 9, 12, 75, 35, 12, 76, 12, 12, 1, 35,
    12, 77, 12, 12, 12, 35, 12, 12, 78, 79, 80, 81, 35, 12, 12, 82, 83, 10, 12, 12, 12, 12, 12, 84, 12, 85, 12, 86,
    12, 1, 87, 12, 27, 12, 1, 88, 89, 12, 12, 27, 12, 27, 72, 1, 12, 12, 12, 90, 12, 91, 35, 92, 12, 12, 93, 94, 1,
    12, 9, 12, 12, 12, 95, 12, 35, 12, 12, 96, 97, 12, 35, 12, 98, 72, 99, 12, 12, 100, 12, 101, 12, 102, 12, 1, 12,
    12, 12, 103, 104, 12, 12, 12, 105, 12, 1, 106, 12, 107, 12, 12, 35, 1, 12, 108, 12, 12, 12, 12, 109, 12, 35, 110,
    12, 12, 12, 12, 111, 12, 12, 12, 12, 112, 12, 12, 12, 12, 113, 12, 12, 114, 35, 1, 12, 12, 12, 12, 12, 12, 12, 35,
    12, 115, 12, 35, 12)))

GOTO = tuple(map(_GOTO.__getitem__, (0, 1, 2, 3, 2, 2, 2, 4, 2, 5, 6, 7, 2, 8, 2, 9, 2, 2, 2, 10, 2, 11, 2, 2, 2, 12,
    2, 2, 2, 2, 2, 2, 2, 2, 13, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 14, 15, 2, 16, 2, 2, 2, 17,
    2, 2, 2, 18, 2, 2, 19, 20, 2, 2, 21, 22, 23, 24, 2, 2, 25, 2, 26, 2, 27, 2, 28, 29, 2, 2, 2, 30, 2, 2, 2, 31, 32,
    2, 33, 2, 34, 35, 36, 2, 2, 37, 38, 2, 39, 2, 2, 40, 2, 2, 2, 41, 42, 2, 2, 43, 2, 44, 45, 2, 46, 2, 47, 48, 49,
    2, 50, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 51, 52, 53, 54, 2, 55, 2, 2, 2, 2, 2, 56, 2, 57, 2, 58, 2, 2, 59, 2, 2,
    2, 2, 60, 61, 2, 2, 2, 2, 2, 62, 2, 2, 2, 2, 2, 2, 63, 2, 2, 64, 2, 65, 2, 2, 2, 2, 2, 66, 2, 2, 2, 67, 2, 68, 2,
    2, 69, 2, 70, 71, 2, 2, 2, 72, 2, 73, 74, 75, 2, 2, 2, 2, 2, 76, 77, 12, 2, 2, 2, 2, 78, 2, 79, 2, 2, 2, 2, 2, 80,
    2, 2, 2, 2, 2, 81, 2, 2, 82, 2, 2, 2, 83, 2, 66, 2, 2, 2, 84, 2, 2, 2, 2, 85, 2, 2, 2, 12, 2, 86, 87, 2, 2, 2, 2,
    88, 89, 2, 2, 2, 2, 2, 2, 2, 2, 90, 12, 2, 2, 2, 2, 83, 2, 2, 2, 2, 2, 2, 2, 2, 2, 91, 2, 2, 2, 92, 93, 2, 2, 2,
    2, 2, 2, 2, 94, 2, 2, 2, 95, 2)))

DEFAULTS: tuple[int, ...] = (-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 18, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, 84, 85, 151, 86, -1, 87, 152, -1, 88, 89, 90, -1, 91, 92, 153, 93, 94, 95, 154, 96, 97, 98,
    15, 155, 99, 34, -1, -1, -1, -1, -1, 48, 49, 50, -1, 51, 134, 109, -1, -1, -1, -1, -1, 77, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, 70, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 14, 20, -1, -1,
    -1, -1, 9, 65, -1, -1, -1, 37, -1, -1, 108, 76, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 110, 102,
    103, 55, 104, 105, 106, -1, 0, 31, -1, -1, -1, -1, -1, -1, 111, 72, 73, 12, 71, -1, -1, -1, -1, -1, 142, -1, -1,
    101, -1, 107, 19, -1, -1, 121, -1, 112, 118, 131, -1, 149, 113, -1, -1, -1, -1, -1, 8, 64, -1, -1, -1, 147, 148,
    145, 35, 36, -1, 39, -1, 43, -1, 10, -1, -1, 24, -1, 6, -1, -1, -1, 133, 28, -1, 4, -1, -1, -1, 1, 158, 52, -1,
    126, -1, -1, -1, 13, 16, -1, -1, -1, 26, -1, 143, 100, 117, -1, 120, -1, 123, 144, -1, -1, 21, -1, 69, -1, -1, -1,
    38, 2, -1, 41, -1, 45, -1, 11, -1, 25, 7, 135, -1, -1, 139, 29, 5, -1, 30, -1, -1, 128, -1, 53, 57, -1, -1, 17,
    -1, 27, 119, 122, 159, -1, 68, -1, -1, 116, 40, 3, 44, -1, 47, 75, 136, 137, -1, 54, 125, 127, 22, -1, 130, 80,
    -1, -1, -1, 160, 115, 146, 46, 138, 129, 23, -1, 82, -1, 81, -1, 83)

WORDS: dict[str, str] = {'add': 'ADD', 'and': 'AND', 'aux': 'AUX', 'block': 'BLOCK', 'concat': 'CONCAT', 'elif':
    'ELIF', 'else': 'ELSE', 'expect': 'EXPECT', 'false': 'FALSE', 'for': 'FOR', 'from': 'FROM', 'if': 'IF', 'in':
    'IN', 'init': 'INIT', 'inline': 'INLINE', 'input': 'INPUT', 'let': 'LET', 'model': 'MODEL', 'mul': 'MUL', 'not':
    'NOT', 'or': 'OR', 'path': 'PATH', 'repeat': 'REPEAT', 'seq': 'SEQ', 'split': 'SPLIT', 'true': 'TRUE', 'use':
    'USE'}

OPENERS: tuple[str, ...] = ('add', 'aux', 'block', 'concat', 'elif', 'else', 'for', 'if', 'model', 'mul', 'path',
    'repeat', 'seq', 'split')
