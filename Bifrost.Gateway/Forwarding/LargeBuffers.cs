using System.Buffers;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Buffers for bytes of any size: pooled up to a megabyte. The shared pool keeps arrays for each thread and core until a
/// full collection finds them old, so a few huge bodies would otherwise stay resident long after they have gone.
/// </summary>
internal static class LargeBuffers
{
    /// <summary>Larger arrays are left to the garbage collector, bytes.</summary>
    private const int LargestPooled = 1024 * 1024;

    /// <summary>An array of at least this size, with any content.</summary>
    public static byte[] Rent(int size) =>
        size <= LargestPooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);

    /// <summary>Takes an array of <see cref="Rent"/> back, once.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
