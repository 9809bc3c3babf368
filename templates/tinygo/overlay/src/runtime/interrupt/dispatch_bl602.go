//go:build bljh && bl602

package interrupt

// Dispatch calls the handler of one CLIC interrupt and reports whether it knows the number. The numbers are those of irqs
// in boards/bl602/board.ini, written out: callHandlers takes constants. A number without a handler leaves no code behind,
// and is never enabled: machine.Init masks whatever the boot code has left on.
func Dispatch(num int) bool {
	switch num {
	case 16:
		callHandlers(16)
	case 17:
		callHandlers(17)
	case 18:
		callHandlers(18)
	case 19:
		callHandlers(19)
	case 20:
		callHandlers(20)
	case 21:
		callHandlers(21)
	case 22:
		callHandlers(22)
	case 23:
		callHandlers(23)
	case 24:
		callHandlers(24)
	case 25:
		callHandlers(25)
	case 26:
		callHandlers(26)
	case 27:
		callHandlers(27)
	case 28:
		callHandlers(28)
	case 29:
		callHandlers(29)
	case 30:
		callHandlers(30)
	case 31:
		callHandlers(31)
	case 32:
		callHandlers(32)
	case 33:
		callHandlers(33)
	case 34:
		callHandlers(34)
	case 35:
		callHandlers(35)
	case 36:
		callHandlers(36)
	case 37:
		callHandlers(37)
	case 38:
		callHandlers(38)
	case 39:
		callHandlers(39)
	case 40:
		callHandlers(40)
	case 41:
		callHandlers(41)
	case 42:
		callHandlers(42)
	case 43:
		callHandlers(43)
	case 44:
		callHandlers(44)
	case 45:
		callHandlers(45)
	case 46:
		callHandlers(46)
	case 47:
		callHandlers(47)
	case 48:
		callHandlers(48)
	case 49:
		callHandlers(49)
	case 50:
		callHandlers(50)
	case 51:
		callHandlers(51)
	case 52:
		callHandlers(52)
	case 53:
		callHandlers(53)
	case 54:
		callHandlers(54)
	case 55:
		callHandlers(55)
	case 56:
		callHandlers(56)
	case 57:
		callHandlers(57)
	case 58:
		callHandlers(58)
	case 59:
		callHandlers(59)
	case 60:
		callHandlers(60)
	case 61:
		callHandlers(61)
	case 62:
		callHandlers(62)
	case 63:
		callHandlers(63)
	case 64:
		callHandlers(64)
	case 65:
		callHandlers(65)
	case 66:
		callHandlers(66)
	case 67:
		callHandlers(67)
	case 68:
		callHandlers(68)
	case 69:
		callHandlers(69)
	case 70:
		callHandlers(70)
	case 71:
		callHandlers(71)
	case 72:
		callHandlers(72)
	case 73:
		callHandlers(73)
	case 74:
		callHandlers(74)
	case 75:
		callHandlers(75)
	case 76:
		callHandlers(76)
	case 77:
		callHandlers(77)
	case 78:
		callHandlers(78)
	case 79:
		callHandlers(79)
	default:
		return false
	}
	return true
}
