using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Workbench.Engine.Loading;

/// <summary>One IL instruction: its opcode, and either its metadata token or its operand in hexadecimal.</summary>
internal readonly record struct Instruction(int Code, int? Token, string Operand);

/// <summary>Decodes the IL of a method's body.</summary>
internal static class InstructionDecoder
{
    private static readonly Dictionary<int, OperandType> s_operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    public static IEnumerable<Instruction> Decode(BlobReader body)
    {
        var found = new List<Instruction>();
        while (body.RemainingBytes > 0)
        {
            int code = body.ReadByte();
            if (code == 0xFE) code = 0xFE00 | body.ReadByte();
            switch (s_operands[code])
            {
                case OperandType.InlineNone: found.Add(new(code, null, "")); break;
                case OperandType.InlineField
                or OperandType.InlineMethod
                or OperandType.InlineTok
                or OperandType.InlineType
                or OperandType.InlineString
                or OperandType.InlineSig:
                    found.Add(new(code, body.ReadInt32(), ""));
                    break;
                case OperandType.InlineSwitch:
                    var targets = new int[body.ReadInt32()];
                    for (var i = 0; i < targets.Length; i++) targets[i] = body.ReadInt32();
                    found.Add(new(code, null, string.Join(',', targets)));
                    break;
                case OperandType.InlineI8 or OperandType.InlineR: found.Add(new(code, null, body.ReadInt64().ToString("x"))); break;
                case OperandType.InlineVar: found.Add(new(code, null, body.ReadInt16().ToString("x"))); break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    found.Add(new(code, null, body.ReadByte().ToString("x")));
                    break;
                default:
                    found.Add(new(code, null, body.ReadInt32().ToString("x")));
                    break; // four bytes: a long branch, a 32-bit number, a float
            }
        }
        return found;
    }
}
