using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>Tells parts of an answer, in pieces of text.</summary>
internal static class AnswerParts
{
    public static void Tell(this IAnswerSink sink, int index, AnswerPartKind kind, params string[] pieces) => sink.Tell(new AnswerPart(index, kind), pieces);

    public static void TellCall(this IAnswerSink sink, int index, string id, string name, params string[] pieces) =>
        sink.Tell(new AnswerPart(index, AnswerPartKind.ToolCall) { Id = id, Name = name }, pieces);

    private static void Tell(this IAnswerSink sink, in AnswerPart part, string[] pieces)
    {
        sink.BeginPart(part);
        foreach (var piece in pieces)
        {
            sink.Delta(part.Index, Encoding.UTF8.GetBytes(piece));
        }

        sink.EndPart(part.Index);
    }
}
