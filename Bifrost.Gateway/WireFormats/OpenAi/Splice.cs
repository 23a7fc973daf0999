namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>One edit in place: at <paramref name="Offset"/>, <paramref name="Removed"/> bytes give way to others.</summary>
/// <param name="Offset">Byte offset in the original body.</param>
/// <param name="Removed">Bytes of the original left out; 0 for an insertion.</param>
/// <param name="Replacement">What stands there instead.</param>
internal readonly record struct Splice(int Offset, int Removed, ReadOnlyMemory<byte> Replacement);
