/// Removes the values from a server's message and leaves the names.
///
/// Only messages known to contain nothing but names pass unchanged. In any other message, everything from the first
/// quotation mark or digit on is replaced, except an ending that names a key, a column or a place. So an unknown
/// message loses a name rather than showing a value.
/// name sooner than it shows a value.
func redacted(_ message: String, code: UInt32) -> String {
    if isOfFiles(code) || isOfClientLibrary(code) || codesWithoutValues.contains(code) { return message }
    if code == MySQLError.Code.signal.rawValue { return "A trigger or routine raised an error (message not shown)" }
    guard let first = startOfValues(in: message) else { return message }
    return message[..<first] + "(value not shown)" + ending(of: message[first...])
}

/// Returns the first quotation mark, or the first digit that does not belong to a word such as "utf8".
private func startOfValues(in message: String) -> String.Index? {
    var previous: Character = " "
    return message.indices.first { index in
        defer { previous = message[index] }
        let character = message[index]
        return character == "'" || character == "\"" || character.isNumber && !previous.isLetter
    }
}

/// Returns whether a server reports a problem with one of its files by the code: the file, and the operating system's
/// error.
private func isOfFiles(_ code: UInt32) -> Bool { code < 1000 }

private func isOfClientLibrary(_ code: UInt32) -> Bool {
    (2000..<3000).contains(code) || (5000..<6000).contains(code)
}

/// Returns the part at the end that names a key, a column or a line, or nothing.
///
/// It is searched from the end, so that a value that looks like such an ending stays hidden.
private func ending(of text: Substring) -> Substring {
    let markers = [" for key ", " for column ", " in value for column ", " for function ", " at row ", " at line "]
    let endings = markers.compactMap { marker in
        lastRange(of: marker, in: text)
            .flatMap { range in
                isNameOrPlace(text[range.upperBound...], after: marker) ? text[range.lowerBound...] : nil
            }
    }
    return endings.max { $0.count < $1.count } ?? ""
}

private func lastRange(of marker: String, in text: Substring) -> Range<Substring.Index>? {
    var start = text.endIndex
    while start > text.startIndex {
        text.formIndex(before: &start)
        if text[start...].hasPrefix(marker) { return start..<text.index(start, offsetBy: marker.count) }
    }
    return nil
}

/// Returns whether `text` is one name or number, and after it at most the number of a row.
private func isNameOrPlace(_ text: Substring, after marker: String) -> Bool {
    let name: Substring
    let tail: Substring
    if text.first == "'" {
        let inner = text.dropFirst()
        guard let end = inner.firstIndex(of: "'") else { return false }
        name = inner[..<end]
        tail = inner[inner.index(after: end)...]
    } else {
        name = text.prefix { $0 != " " }
        tail = text[name.endIndex...]
        let isName = name.hasPrefix("`") || marker == " for function "
        let isNumber = marker == " at row " || marker == " at line "
        guard isName || isNumber && UInt64(name) != nil else { return false }
        guard !name.contains("'"), !name.contains("\"") else { return false }
    }
    guard tail.hasPrefix(" at row ") else { return tail.isEmpty || tail == "." }
    return UInt64(tail.dropFirst(" at row ".count)) != nil
}

/// The errors and warnings whose messages contain names of objects, accounts and settings, and no values.
private let codesWithoutValues: Set<UInt32> = [
    1005, 1006, 1007, 1008, 1010, 1012, 1016, 1017, 1020, 1021, 1025, 1026, 1030, 1032, 1036, 1040, 1041, 1042, 1043,
    1044, 1045, 1046, 1047, 1048, 1049, 1050, 1051, 1052, 1053, 1054, 1055, 1056, 1058, 1059, 1060, 1061, 1063, 1066,
    1067, 1068, 1069, 1070, 1071, 1072, 1073, 1074, 1075, 1082, 1089, 1090, 1091, 1093, 1094, 1095, 1099, 1100, 1101,
    1103, 1104, 1109, 1110, 1111, 1112, 1113, 1114, 1115, 1116, 1117, 1118, 1119, 1120, 1121, 1129, 1130, 1131, 1132,
    1133, 1135, 1136, 1137, 1138, 1140, 1141, 1142, 1143, 1146, 1147, 1148, 1153, 1158, 1159, 1160, 1161, 1162, 1163,
    1164, 1165, 1166, 1167, 1170, 1171, 1172, 1173, 1174, 1175, 1176, 1177, 1178, 1179, 1180, 1181, 1182, 1184, 1191,
    1192, 1193, 1194, 1195, 1196, 1203, 1205, 1206, 1207, 1211, 1213, 1214, 1215, 1216, 1217, 1218, 1221, 1222, 1223,
    1226, 1227, 1228, 1229, 1230, 1232, 1233, 1234, 1235, 1237, 1238, 1239, 1241, 1242, 1243, 1245, 1246, 1247, 1248,
    1250, 1251, 1252, 1253, 1257, 1260, 1263, 1264, 1265, 1267, 1270, 1271, 1273, 1274, 1275, 1281, 1283, 1286, 1287,
    1289, 1290, 1293, 1295, 1298, 1299, 1303, 1304, 1305, 1306, 1307, 1308, 1309, 1312, 1314, 1317, 1318, 1319,
    1320, 1321, 1322, 1324, 1327, 1328, 1329, 1331, 1332, 1336, 1337, 1338, 1339, 1347, 1348, 1349, 1350, 1351, 1353,
    1356, 1359, 1360, 1362, 1363, 1364, 1365, 1370, 1393, 1394, 1395, 1396, 1399, 1400, 1402, 1403, 1404, 1406, 1408,
    1412, 1414, 1415, 1418, 1419, 1422, 1424, 1425, 1426, 1427, 1429, 1436, 1442, 1444, 1451, 1452, 1456, 1461, 1463,
    1467, 1471, 1503, 1506, 1540, 1553, 1558, 1559, 1568, 1579, 1615, 1618, 1628, 1642, 1654, 1659, 1665, 1681, 1684,
    1694, 1701, 1708, 1709, 1711, 1712, 1729, 1742, 1764, 1785, 1786, 1787, 1788, 1789, 1790, 1791, 1792, 1799, 1800,
    1805, 1806, 1808, 1812, 1813, 1814, 1815, 1820, 1822, 1823, 1824, 1825, 1826, 1828, 1829, 1830, 1831, 1832, 1833,
    1834, 1836, 1839, 1840, 1845, 1846, 1850, 1853, 1854, 1862, 1873, 1880, 1901, 1903, 1904, 1905, 1906, 1907, 1908,
    1914, 1927, 1932, 1942, 1951, 1956, 1960, 1961, 1962, 1969, 3024, 3098, 3102, 3104, 3105, 3106, 3108, 3109, 3118,
    3148, 3152, 3159, 3160, 3168, 3170, 3572, 3664, 3675, 3699, 3708, 3719, 3720, 3721, 3723, 3730, 3734, 3750, 3756,
    3757, 3770, 3777, 3778, 3780, 3813, 3814, 3815, 3816, 3817, 3818, 3819, 3820, 3821, 3822, 3823, 3837, 3879, 3889,
    3944, 3955, 3957, 3958, 3959, 3962, 4025, 4031, 4055, 4081, 4092, 4098, 4151, 4161, 6125,
]
