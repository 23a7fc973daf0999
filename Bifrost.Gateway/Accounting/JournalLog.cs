using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// The journal's files. Bytes are in the hands of the operating system when <see cref="TryAppend"/> returns. Everything
/// but <see cref="Sync"/> is called under the journal's lock.
/// </summary>
internal sealed class JournalLog(JournalSettings settings, Lock gate, long firstNumber) : IDisposable
{
    private readonly SortedList<long, JournalSegment> segments = [];
    private readonly List<SafeFileHandle> retired = [];
    private readonly List<JournalSegment> removable = [];
    private SafeFileHandle? handle;
    private long nextNumber = firstNumber;
    private long totalBytes;

    public uint Salt { get; } = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));

    public JournalSegment? Active { get; private set; }

    /// <summary>Where the next frame will be.</summary>
    public (long Number, long Offset) End => Active is { } active ? (active.Number, active.Length) : (nextNumber, JournalFrame.SegmentHeaderLength);

    public long TotalBytes => Volatile.Read(ref totalBytes);

    /// <summary>Takes over a segment of an earlier run.</summary>
    public void Adopt(JournalSegment segment)
    {
        segments.Add(segment.Number, segment);
        totalBytes += segment.Length;
    }

    public JournalSegment? Find(long number) => segments.GetValueOrDefault(number);

    /// <summary>The segment of this number or the next one that is still there.</summary>
    public JournalSegment? FindFrom(long number)
    {
        foreach (var (found, segment) in segments)
        {
            if (found >= number)
            {
                return segment;
            }
        }

        return null;
    }

    /// <summary>Appends whole frames with one write. On failure what was written of them is cut off again.</summary>
    public Exception? TryAppend(ReadOnlySpan<byte> frames, out long offset)
    {
        offset = 0;
        try
        {
            if (Active is null || Active.Length >= settings.SegmentBytes)
            {
                Roll();
            }

            offset = Active!.Length;
            RandomAccess.Write(handle!, frames, offset);
            Active.Length += frames.Length;
            totalBytes += frames.Length;
            return null;
        }
        catch (Exception exception)
        {
            // Of any kind: a file that may not grow, for one, is an ArgumentOutOfRangeException.
            CutTorn();
            return exception;
        }
    }

    /// <summary>Whether there is room again: writes a page behind the end and cuts it off.</summary>
    public Exception? Probe()
    {
        try
        {
            if (Active is null || Active.Length >= settings.SegmentBytes)
            {
                Roll();
            }

            RandomAccess.Write(handle!, new byte[4_096], Active!.Length);
            RandomAccess.SetLength(handle!, Active.Length);
            return null;
        }
        catch (Exception exception)
        {
            CutTorn();
            return exception;
        }
    }

    /// <summary>Takes a pin off; true when the file has become free to go.</summary>
    public bool Unpin(JournalSegment segment)
    {
        if (--segment.Pins != 0 || segment == Active)
        {
            return false;
        }

        Remove(segment);
        return true;
    }

    public void Remove(JournalSegment segment)
    {
        if (segments.Remove(segment.Number))
        {
            totalBytes -= segment.Length;
        }

        removable.Add(segment);
    }

    /// <summary>Begins a new file with the next append: the disk did not keep what it was given.</summary>
    public void Abandon()
    {
        if (handle is not null)
        {
            retired.Add(handle);
            (handle, Active) = (null, null);
        }
    }

    /// <summary>Brings everything to the disk, then closes and deletes what is done with. Called by one thread, without the lock.</summary>
    public void Sync(Action<JournalSegment, Exception> cannotDelete)
    {
        SafeFileHandle? current;
        SafeFileHandle[] closing;
        JournalSegment[] deleting;
        lock (gate)
        {
            current = handle;
            closing = [.. retired];
            deleting = [.. removable];
            retired.Clear();
            removable.Clear();
        }

        try
        {
            foreach (var file in closing)
            {
                RandomAccess.FlushToDisk(file);
            }

            if (current is not null)
            {
                RandomAccess.FlushToDisk(current);
            }
        }
        finally
        {
            foreach (var file in closing)
            {
                file.Dispose();
            }

            foreach (var segment in deleting)
            {
                Delete(segment, cannotDelete);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        handle?.Dispose();
        handle = null;
        if (Active is { Pins: 0 } active)
        {
            Delete(active, static (_, _) => { });
        }

        Active = null;
    }

    private static void Delete(JournalSegment segment, Action<JournalSegment, Exception> cannotDelete)
    {
        try
        {
            File.Delete(segment.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            cannotDelete(segment, exception);
        }
    }

    private void Roll()
    {
        var segment = new JournalSegment(settings.Folder, nextNumber++) { Length = JournalFrame.SegmentHeaderLength };
        var opened = Open(segment.Path);
        try
        {
            Span<byte> header = stackalloc byte[JournalFrame.SegmentHeaderLength];
            JournalFrame.WriteSegmentHeader(header, Salt, segment.Number);
            RandomAccess.Write(opened, header, 0);
        }
        catch
        {
            opened.Dispose();
            Delete(segment, static (_, _) => { });
            throw;
        }

        var before = Active;
        Abandon();
        (handle, Active) = (opened, segment);
        segments.Add(segment.Number, segment);
        totalBytes += segment.Length;
        if (before is { Pins: 0 })
        {
            Remove(before);
        }
    }

    private static SafeFileHandle Open(string path)
    {
        var opened = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(opened, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return opened;
    }

    private void CutTorn()
    {
        try
        {
            if (handle is not null)
            {
                RandomAccess.SetLength(handle, Active!.Length);
            }
        }
        catch (Exception)
        {
            // The next append overwrites it, and a reader passes over it.
        }
    }
}
