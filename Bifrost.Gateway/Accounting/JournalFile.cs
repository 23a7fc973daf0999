using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// A segment being written. Where the file system reserves blocks and overwrites them in place, its file is mapped: a
/// frame costs a copy and no system call, and is with the operating system all the same, since the pages of a shared
/// mapping are the kernel's own. The blocks are reserved first, for on a full disk the first touch of a page without
/// one ends the process. Elsewhere a frame is a write. Behind the last frame the file is zero.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>How much is written to prove that the disk takes it, and the unit that sizes are rounded up to.</summary>
    public const int Page = 4_096;

    private const int Published = sizeof(ulong);
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;
    private const int NotImplemented = 38;
    private const int NotSupported = 95;

    private readonly SafeFileHandle handle;
    private readonly MemoryMappedFile? mapping;
    private readonly MemoryMappedViewStream? view;

    private JournalFile(JournalSegment segment, SafeFileHandle handle, long capacity, MemoryMappedFile? mapping)
    {
        (Segment, this.handle, Capacity, this.mapping) = (segment, handle, capacity, mapping);
        view = mapping?.CreateViewStream(0, capacity);
    }

    public JournalSegment Segment { get; }

    public bool IsMapped => view is not null;

    /// <summary>Bytes that the file may come to hold.</summary>
    public long Capacity { get; }

    /// <summary>Makes the file and its header; what was made is deleted again when that fails.</summary>
    public static JournalFile Create(JournalSegment segment, uint salt, long capacity, bool map)
    {
        var handle = Open(segment.Path);
        MemoryMappedFile? mapping = null;
        try
        {
            // As many bytes as the probe of a full disk needs where nothing is reserved.
            var page = new byte[Page];
            JournalFrame.WriteSegmentHeader(page, salt, segment.Number);
            var reserved = map && OverwritesInPlace(segment.Path) && Reserve(handle, capacity);
            RandomAccess.Write(handle, page, 0);
            mapping = reserved ? MemoryMappedFile.CreateFromFile(handle, null, capacity, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true) : null;
            segment.Length = JournalFrame.SegmentHeaderLength;
            return new JournalFile(segment, handle, capacity, mapping);
        }
        catch
        {
            mapping?.Dispose();
            handle.Dispose();
            File.Delete(segment.Path);
            throw;
        }
    }

    /// <summary>
    /// Writes whole frames behind the segment's last one, in order. Of each the first eight bytes come last, so that a
    /// process killed in between leaves no frame at all; without a mapping, what was written of it is cut off.
    /// </summary>
    public void Append(ReadOnlySpan<byte> frames)
    {
        var offset = Segment.Length;
        if (view is null)
        {
            Write(frames, offset);
            return;
        }

        while (!frames.IsEmpty)
        {
            var frame = frames[..JournalFrame.LengthOf(frames)];
            view.Position = offset + Published;
            view.Write(frame[Published..]);
            Volatile.WriteBarrier();
            view.Position = offset;
            view.Write(frame[..Published]);
            offset += frame.Length;
            frames = frames[frame.Length..];
        }
    }

    /// <summary>
    /// Brings what was appended to the disk, with a mapping or without. Its bytes and what is needed to find them, not the
    /// time of the change: that would be a second write each time.
    /// </summary>
    public void Flush()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        while (DataSync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw new IOException($"{Segment.Path} cannot be brought to the disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
            }
        }
    }

    /// <summary>Closes the file and gives back what it does not hold.</summary>
    public void Dispose()
    {
        view?.Dispose();
        mapping?.Dispose();
        Cut();
        handle.Dispose();
    }

    private void Write(ReadOnlySpan<byte> frames, long offset)
    {
        try
        {
            RandomAccess.Write(handle, frames, offset);
        }
        catch
        {
            Cut();
            throw;
        }
    }

    private void Cut()
    {
        try
        {
            RandomAccess.SetLength(handle, Segment.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A reader passes over what is behind the last frame.
        }
    }

    private static SafeFileHandle Open(string path)
    {
        var opened = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(opened, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return opened;
    }

    /// <summary>Copy-on-write file systems need a new block for each page written, whatever was reserved.</summary>
    private static bool OverwritesInPlace(string path) =>
        OperatingSystem.IsLinux() && new DriveInfo(path).DriveFormat is "ext2" or "ext3" or "ext4" or "xfs" or "tmpfs";

    /// <summary>False when the file system cannot.</summary>
    /// <exception cref="IOException">There is no room, or the file may not become so large.</exception>
    private static bool Reserve(SafeFileHandle handle, long bytes)
    {
        int error;
        do
        {
            error = PosixFallocate(handle, 0, bytes);
        }
        while (error == Interrupted);

        return error switch
        {
            0 => true,
            InvalidArgument or NotImplemented or NotSupported => false,
            _ => throw new IOException($"{bytes} bytes cannot be reserved: {Marshal.GetPInvokeErrorMessage(error)}.", error),
        };
    }

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int DataSync(SafeFileHandle handle);

    /// <summary>Not <see cref="FileStreamOptions.PreallocationSize"/>, which says nothing when blocks cannot be reserved.</summary>
    [DllImport("libc", EntryPoint = "posix_fallocate"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int PosixFallocate(SafeFileHandle handle, long offset, long length);
}
